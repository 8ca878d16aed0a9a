package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Microsoft's VHDX (MS-VHDX). */
final class Vhdx implements FormatReader {

    private static final int KIB_64 = 64 * 1024;
    private static final long MIB = 1 << 20;
    private static final int HEAD = 0x6461_6568;
    private static final int REGIONS = 0x6967_6572;
    private static final long METADATA = 0x6174_6164_6174_656dL;
    private static final int MOST_ENTRIES = 64;
    private static final int ENTRY = 32;
    private static final int MOST_BLOCKS = 16 * 1024;

    /** The first halves of the identifiers, as they lie in the file: their first three fields are little-endian each. */
    private static final long METADATA_REGION = 0x4b9a_4790_8b7c_a206L;

    private static final long BLOCK_REGION = 0x4200_f623_2dc2_7766L;
    private static final long DISK_SIZE = 0x4876_cd1b_2fa5_4224L;
    private static final long FILE_PARAMETERS = 0x4d43_fa36_caa1_6737L;
    private static final long PARENT_LOCATOR = 0x454d_b30b_a8d3_5f2dL;
    private static final String MERGE = "merge the two, then qemu-img convert -f vhdx -O qcow2 <image> <new image>";

    @Override
    public Format format() {
        return Format.VHDX;
    }

    @Override
    public void read(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        openLog(bytes, facts);
        ByteBuffer regions = bytes.at(3L * KIB_64, 16 + MOST_ENTRIES * ENTRY, ByteOrder.LITTLE_ENDIAN, "the regions");
        if (regions.getInt(0) != REGIONS) {
            facts.add(Kind.DAMAGED, 3L * KIB_64, "there is no table of its regions", "");
            return;
        }
        long blocks = -1;
        long blocksLength = 0;
        boolean described = false;
        long blockSize = 1;
        for (int i = 0; i < Math.min(MOST_ENTRIES, regions.getInt(8)); i++) {
            int entry = 16 + i * ENTRY;
            long id = regions.getLong(entry);
            long offset = regions.getLong(entry + 16);
            long length = regions.getInt(entry + 24) & 0xffff_ffffL;
            bytes.check(offset, length, "a region");
            if (id == METADATA_REGION) {
                described = true;
                blockSize = describe(bytes, offset, facts);
            } else if (id == BLOCK_REGION) {
                blocks = offset;
                blocksLength = length;
            }
        }
        if (!described || blocks < 0) {
            facts.add(Kind.DAMAGED, 3L * KIB_64, "its regions lack the description or the table of blocks", "");
            return;
        }
        int count = (int) Math.min(blocksLength / 8, MOST_BLOCKS);
        ByteBuffer table = bytes.at(blocks, count * 8, ByteOrder.LITTLE_ENDIAN, "the table of blocks");
        for (int i = 0; i < count; i++) {
            long block = table.getLong(i * 8);
            boolean present = (block & 7) == 6 || (block & 7) == 7;
            if (present) {
                bytes.check((block >>> 20) * MIB, blockSize, "a block");
            }
        }
    }

    private static void openLog(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        long newest = -1;
        boolean open = false;
        for (int i = 1; i <= 2; i++) {
            ByteBuffer head = bytes.at((long) i * KIB_64, 80, ByteOrder.LITTLE_ENDIAN, "a header");
            if (head.getInt(0) == HEAD && head.getLong(8) > newest) {
                newest = head.getLong(8);
                open = head.getLong(48) != 0 || head.getLong(56) != 0;
            }
        }
        if (newest < 0) {
            facts.add(Kind.DAMAGED, KIB_64, "it has no header", "");
        }
        if (open) {
            facts.add(
                    Kind.NOTICE,
                    KIB_64 + 48,
                    "it was not closed by whoever wrote it last",
                    "qemu-img check -r all <image> puts it in order");
        }
    }

    /** Returns how many bytes a block has. */
    private static long describe(DiskBytes bytes, long offset, Facts facts) throws IOException, CutShort {
        long blockSize = 1;
        ByteBuffer table = bytes.at(offset, 32 + MOST_ENTRIES * ENTRY, ByteOrder.LITTLE_ENDIAN, "the description");
        if (table.getLong(0) != METADATA) {
            facts.add(Kind.DAMAGED, offset, "there is no description of it", "");
            return blockSize;
        }
        for (int i = 0; i < Math.min(MOST_ENTRIES, table.getShort(10) & 0xffff); i++) {
            int entry = 32 + i * ENTRY;
            long id = table.getLong(entry);
            long place = offset + (table.getInt(entry + 16) & 0xffff_ffffL);
            if (id == DISK_SIZE) {
                facts.virtualBytes(bytes.at(place, 8, ByteOrder.LITTLE_ENDIAN, "the size of the disk")
                        .getLong(0));
            } else if (id == FILE_PARAMETERS) {
                ByteBuffer parameters = bytes.at(place, 8, ByteOrder.LITTLE_ENDIAN, "the parameters");
                blockSize = parameters.getInt(0) & 0xffff_ffffL;
                int flags = parameters.getInt(4);
                facts.variant((flags & 1) == 0 ? "dynamic" : "fixed");
                if ((flags & 2) != 0) {
                    facts.add(Kind.UNSAFE, place + 4, "it is only what differs from another disk, its parent", MERGE);
                }
            } else if (id == PARENT_LOCATOR) {
                facts.add(Kind.UNSAFE, place, "it names another disk as its parent", MERGE);
            }
        }
        return blockSize;
    }
}
