package io.caravan.inspect;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A VMware disk's description without the disk. */
final class VmdkText implements FormatReader {

    private static final int MOST = 64 * 1024;

    @Override
    public Format format() {
        return Format.VMDK;
    }

    @Override
    public void read(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        int length = (int) Math.min(MOST, bytes.length());
        String text = StandardCharsets.ISO_8859_1
                .decode(bytes.at(0, length, ByteOrder.LITTLE_ENDIAN, "the description"))
                .toString();
        int end = text.indexOf('\0');
        VmdkDescription.read(end < 0 ? text : text.substring(0, end), 0, true, facts);
    }
}
