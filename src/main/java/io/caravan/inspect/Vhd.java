package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Microsoft's VHD ("Virtual Hard Disk Image Format Specification", 1.0). */
final class Vhd implements FormatReader {

    /** {@code conectix}. */
    static final long MAGIC = 0x636f_6e65_6374_6978L;

    static final int FOOTER = 512;

    private static final long HEADER_MAGIC = 0x6378_7370_6172_7365L;
    private static final int FIXED = 2;
    private static final int DYNAMIC = 3;
    private static final int DIFFERENCING = 4;
    private static final int HEADER = 1024;
    private static final int MOST_BLOCKS = 32 * 1024;
    private static final int SECTOR = 512;
    private static final int UNUSED = -1;

    /** Whether there is such a footer, by its checksum too: any bytes may stand at the end of a raw disk. */
    static boolean isFooter(ByteBuffer footer) {
        if (footer.getLong(0) != MAGIC) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < FOOTER; i++) {
            sum += i >= 64 && i < 68 ? 0 : footer.get(i) & 0xff;
        }
        return ~sum == footer.getInt(64);
    }

    @Override
    public Format format() {
        return Format.VHD;
    }

    @Override
    public void read(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        ByteBuffer first = bytes.at(0, FOOTER, ByteOrder.BIG_ENDIAN, "the first footer");
        ByteBuffer last = bytes.at(bytes.length() - FOOTER, FOOTER, ByteOrder.BIG_ENDIAN, "the footer");
        boolean begins = first.getLong(0) == MAGIC;
        ByteBuffer footer = begins ? first : last;
        int type = footer.getInt(60);
        facts.virtualBytes(footer.getLong(48));
        if (!isFooter(footer)) {
            facts.add(Kind.DAMAGED, 64, "the checksum of its footer is wrong", "copy it again");
        }
        switch (type) {
            case FIXED -> {
                facts.variant("fixed");
                facts.add(
                        Kind.UNSUITABLE,
                        bytes.length() - FOOTER,
                        "it is a VHD of fixed size, which clouds take for raw bytes with something behind them",
                        "qemu-img convert -f vpc -O raw <image> <new image>");
            }
            case DYNAMIC -> facts.variant("dynamic");
            case DIFFERENCING -> {
                facts.variant("differencing");
                facts.add(
                        Kind.UNSAFE,
                        60,
                        "it is only what differs from another disk, its parent",
                        "merge the two, then qemu-img convert -f vpc -O qcow2 <image> <new image>");
            }
            default -> facts.add(Kind.DAMAGED, 60, "there is no type " + type + " of VHD", "");
        }
        if (begins && last.getLong(0) != MAGIC) {
            facts.cut(new CutShort("its footer", bytes.length(), bytes.length()));
        }
        if (begins && type != FIXED) {
            blocks(bytes, footer.getLong(16), facts);
        }
    }

    private static void blocks(DiskBytes bytes, long offset, Facts facts) throws IOException, CutShort {
        ByteBuffer header = bytes.at(offset, HEADER, ByteOrder.BIG_ENDIAN, "the header of its blocks");
        if (header.getLong(0) != HEADER_MAGIC) {
            facts.add(Kind.DAMAGED, offset, "there is no header of its blocks", "");
            return;
        }
        long table = header.getLong(16);
        long entries = header.getInt(28) & 0xffff_ffffL;
        bytes.check(table, entries * 4, "the table of blocks");
        int count = (int) Math.min(entries, MOST_BLOCKS);
        ByteBuffer blocks = bytes.at(table, count * 4, ByteOrder.BIG_ENDIAN, "the table of blocks");
        for (int i = 0; i < count; i++) {
            if (blocks.getInt(i * 4) != UNUSED) {
                bytes.check((blocks.getInt(i * 4) & 0xffff_ffffL) * SECTOR, SECTOR, "a block");
            }
        }
    }
}
