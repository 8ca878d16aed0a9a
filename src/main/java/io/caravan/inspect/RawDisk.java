package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes as they lie on a disk; partitions tell how long it should be (MBR; UEFI specification, 5.3). */
final class RawDisk implements FormatReader {

    private static final int SECTOR = 512;
    private static final int SAMPLES = 16;
    private static final int SAMPLE = 4096;
    private static final int FIRST = 64 * 1024;
    private static final int PARTITIONS = 446;
    private static final int PROTECTIVE = 0xee;
    private static final long GPT = 0x5452_4150_2049_4645L;

    @Override
    public Format format() {
        return Format.RAW;
    }

    @Override
    public void read(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        facts.virtualBytes(bytes.length());
        if (bytes.length() < SECTOR) {
            facts.add(
                    Kind.UNSUITABLE,
                    0,
                    bytes.length() == 0 ? "it is empty" : "it is shorter than a sector of " + SECTOR + " bytes",
                    "");
            return;
        }
        if (bytes.length() % SECTOR != 0) {
            facts.add(
                    Kind.NOTICE, bytes.length(), "its length is not that of whole sectors of " + SECTOR + " bytes", "");
        }
        ByteBuffer first = bytes.at(0, SECTOR, ByteOrder.LITTLE_ENDIAN, "the first sector");
        if (hasPartitions(first)) {
            partitions(bytes, first, facts);
        } else if (isZero(bytes)) {
            facts.add(Kind.NOTICE, 0, "wherever it was looked at, it holds zeros: an empty disk?", "");
        }
    }

    /** File systems and boot loaders that lie on a disk by themselves have the same mark, and code for a table. */
    private static boolean hasPartitions(ByteBuffer sector) {
        boolean table = (sector.getShort(510) & 0xffff) == 0xaa55
                && !(sector.get(0x10) == 2 && (sector.get(0x15) & 0xff) == 0xf8); // FAT
        for (int i = 0; i < 4; i++) {
            int flag = sector.get(PARTITIONS + i * 16) & 0xff;
            table &= flag == 0 || flag == 0x80;
        }
        return table;
    }

    private static boolean isZero(DiskBytes bytes) throws IOException, CutShort {
        boolean zero = isZero(bytes, 0, (int) Math.min(FIRST, bytes.length()));
        long step = bytes.length() / SAMPLES;
        for (int i = 1; zero && step > SAMPLE && i < SAMPLES; i++) {
            zero = isZero(bytes, i * step, SAMPLE);
        }
        int last = (int) Math.min(SAMPLE, bytes.length());
        return zero && isZero(bytes, bytes.length() - last, last);
    }

    private static boolean isZero(DiskBytes bytes, long offset, int length) throws IOException, CutShort {
        ByteBuffer sample = bytes.at(offset, length, ByteOrder.LITTLE_ENDIAN, "a sample");
        return sample.equals(ByteBuffer.allocate(length));
    }

    private static void partitions(DiskBytes bytes, ByteBuffer sector, Facts facts) throws IOException, CutShort {
        boolean protective = false;
        int others = 0;
        for (int i = 0; i < 4; i++) {
            int entry = PARTITIONS + i * 16;
            int type = sector.get(entry + 4) & 0xff;
            long start = sector.getInt(entry + 8) & 0xffff_ffffL;
            long count = sector.getInt(entry + 12) & 0xffff_ffffL;
            if (type == PROTECTIVE) {
                protective = true;
            } else if (type != 0 && count != 0) {
                others++;
                if (!protective) {
                    bytes.check(start * SECTOR, count * SECTOR, "partition " + (i + 1) + " of " + count + " sectors");
                }
            }
        }
        if (protective) {
            facts.variant("GPT");
            gpt(bytes, facts);
        } else if (others > 0) {
            facts.variant("MBR");
        } else {
            facts.add(Kind.NOTICE, PARTITIONS, "it begins as a partitioned disk does, and has no partition", "");
        }
        if (protective && others > 0) {
            facts.add(Kind.NOTICE, PARTITIONS, "it has an MBR beside its GPT, which some clouds refuse", "");
        }
    }

    private static void gpt(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        for (int size : new int[] {SECTOR, 4096}) {
            if (!bytes.holds(size, SECTOR)) {
                continue;
            }
            ByteBuffer header = bytes.at(size, SECTOR, ByteOrder.LITTLE_ENDIAN, "the GPT");
            if (header.getLong(0) != GPT) {
                continue;
            }
            long backup = header.getLong(32);
            if (backup < 0 || !bytes.holds(Math.multiplyHigh(backup, size) == 0 ? backup * size : -1, SECTOR)) {
                facts.truncated(
                        size + 32L,
                        "it is not whole: its GPT has a copy in sector " + Long.toUnsignedString(backup)
                                + ", and the file ends at byte " + bytes.length());
            } else if (bytes.at(backup * size, SECTOR, ByteOrder.LITTLE_ENDIAN, "the copy of the GPT")
                            .getLong(0)
                    != GPT) {
                facts.truncated(backup * size, "the copy of its GPT is not where it should be");
            }
            return;
        }
        facts.add(Kind.DAMAGED, SECTOR, "its MBR says that there is a GPT, and there is none", "sgdisk -v <image>");
    }
}
