package io.caravan.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A CD's or DVD's file system (ECMA-119). */
final class Iso implements FormatReader {

    static final int DESCRIPTOR = 32 * 1024;
    private static final int LENGTH = 2048;
    private static final int SECTOR = 2048;

    @Override
    public Format format() {
        return Format.ISO;
    }

    @Override
    public void read(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        facts.virtualBytes(bytes.length());
        ByteBuffer descriptor = bytes.at(DESCRIPTOR, LENGTH, ByteOrder.LITTLE_ENDIAN, "the descriptor of its volume");
        if (descriptor.get(0) != 1 || descriptor.get(1) != 'C') {
            return; // UDF alone: how long it is, is told elsewhere
        }
        long blocks = descriptor.getInt(80) & 0xffff_ffffL;
        int size = descriptor.getShort(128) & 0xffff;
        bytes.check(0, blocks * (size == 0 ? SECTOR : size), "its volume of " + blocks + " blocks");
    }
}
