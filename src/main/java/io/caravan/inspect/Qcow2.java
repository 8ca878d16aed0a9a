package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import io.caravan.text.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** QEMU's qcow2, versions 2 and 3 (QEMU, {@code docs/interop/qcow2.rst}). */
final class Qcow2 implements FormatReader {

    private static final int HEADER = 104;
    private static final int HEADER_OF_VERSION_2 = 72;
    private static final int LONGEST_NAME = 1023;
    private static final int MOST_EXTENSIONS = 32;
    private static final int MOST_ENTRIES = 16 * 1024;
    private static final int EXTERNAL_DATA_NAME = 0x44415441;
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;
    private static final long COMPRESSED = 1L << 62;
    private static final int SECTOR = 512;
    private static final String CONVERT = "make a whole one of it: qemu-img convert -O qcow2 <image> <new image>";

    @Override
    public Format format() {
        return Format.QCOW2;
    }

    @Override
    public void read(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        ByteBuffer head = bytes.at(0, HEADER_OF_VERSION_2, ByteOrder.BIG_ENDIAN, "the header");
        int version = head.getInt(4);
        if (version != 2 && version != 3) {
            facts.add(Kind.DAMAGED, 4, "there is no version " + Integer.toUnsignedString(version) + " of qcow2", "");
            return;
        }
        facts.variant("version " + version);
        long size = head.getLong(24);
        facts.virtualBytes(size);
        if (size <= 0) {
            facts.add(Kind.DAMAGED, 24, "its disk has no size", "");
        }
        backing(bytes, head, facts);
        if (head.getInt(32) != 0) {
            facts.add(
                    Kind.UNSUITABLE,
                    32,
                    "it is encrypted",
                    "decrypt it: qemu-img convert with --image-opts and the secret, to a qcow2 without encryption");
        }
        if (head.getInt(60) != 0) {
            facts.add(
                    Kind.NOTICE,
                    60,
                    "it has " + Integer.toUnsignedString(head.getInt(60))
                            + " internal snapshots, whose older data goes along",
                    "qemu-img convert -O qcow2 <image> <new image> leaves them out");
        }
        int headerLength = version == 3 ? versionThree(bytes, facts) : HEADER_OF_VERSION_2;
        int clusterBits = head.getInt(20);
        if (clusterBits < 9 || clusterBits > 21) {
            facts.add(Kind.DAMAGED, 20, "its clusters have 2 to the " + clusterBits + " bytes", "");
            return;
        }
        extensions(bytes, headerLength, 1 << clusterBits, facts);
        bytes.check(
                head.getLong(48),
                ((long) head.getInt(56) & 0xffff_ffffL) << clusterBits,
                "the table of reference counts");
        tables(bytes, head.getLong(40), head.getInt(36) & 0xffff_ffffL, clusterBits);
    }

    private static void backing(DiskBytes bytes, ByteBuffer head, Facts facts) throws IOException {
        long offset = head.getLong(8);
        if (offset == 0) {
            return;
        }
        int length = head.getInt(16);
        String name = "";
        if (length > 0 && length <= LONGEST_NAME && bytes.holds(offset, length)) {
            try {
                name = " '"
                        + LogText.clean(StandardCharsets.UTF_8
                                .decode(bytes.at(offset, length, ByteOrder.BIG_ENDIAN, "a name"))
                                .toString())
                        + "'";
            } catch (CutShort e) {
                name = "";
            }
        }
        facts.add(Kind.UNSAFE, 8, "it is only what differs from another file," + name + ", its backing file", CONVERT);
    }

    /** What version 3 adds to the header; returns the header's length. */
    private static int versionThree(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        ByteBuffer head = bytes.at(0, HEADER, ByteOrder.BIG_ENDIAN, "the header");
        long features = head.getLong(72);
        if ((features & 1) != 0) {
            facts.add(
                    Kind.NOTICE,
                    72,
                    "it was not closed by whoever wrote it last",
                    "qemu-img check -r all <image> puts it in order");
        }
        if ((features & 2) != 0) {
            facts.add(Kind.DAMAGED, 72, "it is marked as corrupt", "qemu-img check -r all <image>, then look at it");
        }
        if ((features & 4) != 0) {
            facts.add(Kind.UNSAFE, 72, "its data lies in another file", CONVERT);
        }
        if ((features & ~0xfL) != 0) {
            facts.add(
                    Kind.UNSUITABLE,
                    72,
                    "it needs features that clouds don't know (0x" + Long.toHexString(features & ~0xfL) + ")",
                    "qemu-img convert -O qcow2 <image> <new image>, without extended_l2");
        }
        int length = head.getInt(100);
        if (length < HEADER || length % 8 != 0 || length > 1 << 16) {
            facts.add(Kind.DAMAGED, 100, "its header has " + Integer.toUnsignedString(length) + " bytes", "");
            return HEADER;
        }
        return length;
    }

    private static void extensions(DiskBytes bytes, int from, int clusterSize, Facts facts)
            throws IOException, CutShort {
        long place = from;
        for (int i = 0; i < MOST_EXTENSIONS && place + 8 <= clusterSize && bytes.holds(place, 8); i++) {
            ByteBuffer extension = bytes.at(place, 8, ByteOrder.BIG_ENDIAN, "a header extension");
            int type = extension.getInt(0);
            if (type == 0) {
                return;
            }
            if (type == EXTERNAL_DATA_NAME) {
                facts.add(Kind.UNSAFE, place, "it names another file for its data", CONVERT);
            }
            place += 8 + (((extension.getInt(4) & 0xffff_ffffL) + 7) & ~7L);
        }
    }

    /**
     * The first table of clusters, as far as it may be read, and of the second ones that which lies last in the file: what
     * is written last is what a copy that ends early lacks.
     */
    private static void tables(DiskBytes bytes, long offset, long entries, int clusterBits)
            throws IOException, CutShort {
        bytes.check(offset, entries * 8, "the first table of clusters");
        int count = (int) Math.min(entries, MOST_ENTRIES);
        ByteBuffer first = bytes.at(offset, count * 8, ByteOrder.BIG_ENDIAN, "the first table of clusters");
        long last = 0;
        for (int i = 0; i < count; i++) {
            long table = first.getLong(i * 8) & OFFSET_MASK;
            if (table != 0) {
                bytes.check(table, 1L << clusterBits, "a second table of clusters");
            }
            last = Math.max(last, table);
        }
        if (last != 0) {
            second(bytes, last, clusterBits);
        }
    }

    private static void second(DiskBytes bytes, long offset, int clusterBits) throws IOException, CutShort {
        int count = Math.min(1 << (clusterBits - 3), MOST_ENTRIES);
        ByteBuffer table = bytes.at(offset, count * 8, ByteOrder.BIG_ENDIAN, "a second table of clusters");
        long compressedMask = (1L << (62 - (clusterBits - 8))) - 1;
        for (int i = 0; i < count; i++) {
            long entry = table.getLong(i * 8);
            if ((entry & COMPRESSED) != 0) {
                int shift = 62 - (clusterBits - 8);
                long start = entry & compressedMask;
                long sectors = (entry & ~(3L << 62)) >>> shift;
                // the last sector may be cut where the data ends
                long end = (start / SECTOR + sectors) * SECTOR;
                bytes.check(start, Math.max(1, end - start), "a compressed cluster");
            } else if ((entry & OFFSET_MASK) != 0) {
                bytes.check(entry & OFFSET_MASK, 1, "a cluster");
            }
        }
    }
}
