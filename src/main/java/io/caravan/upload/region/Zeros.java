package io.caravan.upload.region;

import io.caravan.swift.Md5;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The MD5 of zeros, reckoned once for each length that is asked for. */
public final class Zeros {

    /** Images are cut into segments of a few sizes only. */
    private static final int MOST_REMEMBERED = 100;

    private static final Map<Long, String> KNOWN = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private Zeros() {}

    /** The MD5 of so many zeros, in lower-case hex. */
    public static synchronized String md5(long bytes) {
        String known = KNOWN.get(bytes);
        if (known == null) {
            known = reckon(bytes);
            KNOWN.put(bytes, known);
        }
        return known;
    }

    private static String reckon(long bytes) {
        MessageDigest digest = Md5.digest();
        Md5.addZeros(digest, bytes);
        return HexFormat.of().formatHex(digest.digest());
    }
}
