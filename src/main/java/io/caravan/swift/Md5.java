package io.caravan.swift;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** MD5 as Swift uses it: not for secrecy, but as the name of a body. */
public final class Md5 {

    /** The Etag of an object without bytes. */
    static final String OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

    private static final int ZEROS_AT_ONCE = 128 << 10;

    private Md5() {}

    /** A new digest. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5, which Swift's Etags are made of", e);
        }
    }

    /** The Etag, without quotes, that Swift gives a large object: the MD5 of its segments' hex Etags in a row. */
    public static String ofEtags(List<String> etags) {
        MessageDigest digest = digest();
        etags.forEach(etag -> digest.update(etag.getBytes(StandardCharsets.US_ASCII)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Has a digest take in so many zeros. */
    public static void addZeros(MessageDigest digest, long count) {
        byte[] zeros = new byte[(int) Math.min(ZEROS_AT_ONCE, count)];
        for (long left = count; left > 0; left -= zeros.length) {
            digest.update(zeros, 0, (int) Math.min(left, zeros.length));
        }
    }
}
