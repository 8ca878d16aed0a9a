package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** VirtualBox's VDI, version 1.1 (as QEMU's {@code block/vdi.c} reads it). */
final class Vdi implements FormatReader {

    private static final int HEADER = 0x200;
    private static final int DYNAMIC = 1;
    private static final int FIXED = 2;
    private static final String CLONE = "VBoxManage clonemedium disk <image> <new image> makes a whole one of it";

    @Override
    public Format format() {
        return Format.VDI;
    }

    @Override
    public void read(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        ByteBuffer head = bytes.at(0, HEADER, ByteOrder.LITTLE_ENDIAN, "the header");
        long size = head.getLong(0x170);
        facts.virtualBytes(size);
        if (size <= 0) {
            facts.add(Kind.DAMAGED, 0x170, "its disk has no size", "");
        }
        int version = head.getInt(0x44);
        if (version != 0x1_0001) {
            facts.add(
                    Kind.UNSUITABLE,
                    0x44,
                    "it is of version 0x" + Integer.toHexString(version) + ", and clouds know 1.1",
                    CLONE);
        }
        int type = head.getInt(0x4c);
        facts.variant(
                switch (type) {
                    case DYNAMIC -> "dynamic";
                    case FIXED -> "fixed";
                    default -> "";
                });
        boolean linked = false;
        for (int place = 0x1a8; place < 0x1c8; place += 8) {
            linked |= head.getLong(place) != 0;
        }
        if (type != DYNAMIC && type != FIXED || linked) {
            facts.add(Kind.UNSAFE, 0x4c, "it is only what differs from another disk, or an undo disk", CLONE);
        }
        long block = head.getInt(0x178) & 0xffff_ffffL;
        long allocated = head.getInt(0x184) & 0xffff_ffffL;
        long blocks = head.getInt(0x180) & 0xffff_ffffL;
        bytes.check(head.getInt(0x154) & 0xffff_ffffL, blocks * 4, "the table of blocks");
        if (allocated > 0 && block > 0) {
            bytes.check(head.getInt(0x158) & 0xffff_ffffL, allocated * block, "its " + allocated + " blocks");
        }
    }
}
