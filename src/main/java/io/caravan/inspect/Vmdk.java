package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** VMware's hosted sparse extent with its description inside (VMware, "Virtual Disk Format 5.0"). */
final class Vmdk implements FormatReader {

    private static final long SECTOR = 512;
    private static final int HEADER = 512;
    private static final int FOOTER = 1024;
    private static final int LONGEST_DESCRIPTION = 64 * 1024;
    private static final int MOST_TABLES = 16 * 1024;
    private static final int MOST_GRAINS = 16 * 1024;
    private static final long AT_THE_END = -1;
    private static final int MAGIC = 0x564d444b;
    private static final int LINE_ENDS = 0x0a0d200a;

    @Override
    public Format format() {
        return Format.VMDK;
    }

    @Override
    public void read(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        ByteBuffer head = bytes.at(0, HEADER, ByteOrder.LITTLE_ENDIAN, "the header");
        int version = head.getInt(4);
        if (version < 1 || version > 3) {
            facts.add(Kind.DAMAGED, 4, "there is no version " + Integer.toUnsignedString(version) + " of VMDK", "");
            return;
        }
        long sectors = head.getLong(12);
        if (sectors <= 0 || sectors > Long.MAX_VALUE / SECTOR) {
            facts.add(Kind.DAMAGED, 12, "its disk has no size that can be", "");
            return;
        }
        facts.virtualBytes(sectors * SECTOR);
        if (head.getInt(73) != LINE_ENDS) {
            facts.add(
                    Kind.DAMAGED,
                    73,
                    "a transfer has changed its line ends, as if it were text",
                    "copy it again in binary mode");
        }
        if (head.get(72) != 0) {
            facts.add(Kind.NOTICE, 72, "it was not closed by whoever wrote it last", "");
        }
        description(bytes, head, facts);
        boolean footer = head.getLong(56) == AT_THE_END;
        if (footer) {
            head = footer(bytes);
            if (head == null) {
                facts.truncated(Math.max(0, bytes.length() - FOOTER), "its end is missing, the footer");
                return;
            }
        }
        grains(bytes, head, sectors, facts);
    }

    /** The copy of the header at the end of a stream, with the end's mark behind it; null when that isn't there. */
    private static ByteBuffer footer(DiskBytes bytes) throws IOException, CutShort {
        if (!bytes.holds(bytes.length() - FOOTER, FOOTER)) {
            return null;
        }
        ByteBuffer end = bytes.at(bytes.length() - FOOTER, FOOTER, ByteOrder.LITTLE_ENDIAN, "the footer");
        boolean mark = end.getLong(HEADER) == 0 && end.getLong(HEADER + 8) == 0;
        return end.getInt(0) == MAGIC && mark && end.getLong(56) != AT_THE_END ? end : null;
    }

    private static void description(DiskBytes bytes, ByteBuffer head, Facts facts) throws IOException, CutShort {
        long sector = head.getLong(28);
        long sectors = head.getLong(36);
        if (sector != 1 || sectors <= 0) {
            facts.add(
                    Kind.UNSUITABLE,
                    28,
                    "it is one part of a disk: its description does not lie within it",
                    VmdkDescription.CONVERT);
            return;
        }
        int length = (int) Math.min(LONGEST_DESCRIPTION, Math.min(sectors, LONGEST_DESCRIPTION) * SECTOR);
        ByteBuffer text = bytes.at(SECTOR, length, ByteOrder.LITTLE_ENDIAN, "the description");
        int end = 0;
        while (end < length && text.get(end) != 0) {
            end++;
        }
        VmdkDescription.read(
                StandardCharsets.ISO_8859_1.decode(text.slice(0, end)).toString(), SECTOR, false, facts);
    }

    /**
     * The directory of grain tables, as far as it may be read, and the table that lies last in the file: what is written
     * last is what a copy that ends early lacks.
     */
    private static void grains(DiskBytes bytes, ByteBuffer head, long sectors, Facts facts)
            throws IOException, CutShort {
        long grain = head.getLong(20);
        long perTable = head.getInt(44) & 0xffff_ffffL;
        if (grain < 1 || grain > 128 * 1024 || perTable < 1 || perTable > MOST_GRAINS) {
            facts.add(Kind.DAMAGED, 20, "it has grains of a size that can't be", "");
            return;
        }
        long tables = (sectors + grain * perTable - 1) / (grain * perTable);
        long directory = offset(head.getLong(56));
        bytes.check(directory, tables * 4, "the directory of grains");
        int count = (int) Math.min(tables, MOST_TABLES);
        ByteBuffer offsets = bytes.at(directory, count * 4, ByteOrder.LITTLE_ENDIAN, "the directory of grains");
        long last = 0;
        for (int i = 0; i < count; i++) {
            long table = (offsets.getInt(i * 4) & 0xffff_ffffL) * SECTOR;
            if (table != 0) {
                bytes.check(table, perTable * 4, "a table of grains");
            }
            last = Math.max(last, table);
        }
        if (last == 0) {
            return;
        }
        ByteBuffer table = bytes.at(last, (int) perTable * 4, ByteOrder.LITTLE_ENDIAN, "a table of grains");
        for (int i = 0; i < perTable; i++) {
            long place = (table.getInt(i * 4) & 0xffff_ffffL) * SECTOR;
            // 1 stands for a grain of zeros
            if (place > SECTOR) {
                bytes.check(place, 1, "a grain");
            }
        }
    }

    private static long offset(long sector) {
        return sector < 0 || sector > Long.MAX_VALUE / SECTOR ? -1 : sector * SECTOR;
    }
}
