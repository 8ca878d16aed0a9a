package io.caravan.sandbox.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Random;

/**
 * VMDK files of the kind {@code monolithicSparse}: one file with a header, an embedded descriptor, grain directory and
 * tables (twice), and grains of 64 KiB.
 */
public final class SparseVmdk {
    private static final int SECTOR = 512;
    private static final int GRAIN = 64 * 1024;
    private static final int GRAIN_SECTORS = GRAIN / SECTOR;
    private static final int TABLE_ENTRIES = 512;
    private static final int TABLE_SECTORS = TABLE_ENTRIES * Integer.BYTES / SECTOR;
    private static final int DESCRIPTOR_AT = 1;
    private static final int DESCRIPTOR_SECTORS = 20;
    private static final int MAGIC = 0x564d444b;
    private static final long MAX_CAPACITY = Long.MAX_VALUE / SECTOR;

    private SparseVmdk() {}

    /** Where what lies, in sectors; every second grain of the disk holds data, so that it is sparse indeed. */
    private record Layout(long grains) {
        long capacity() {
            return grains * 2 * GRAIN_SECTORS;
        }

        long tables() {
            return ceilDiv(grains * 2, TABLE_ENTRIES);
        }

        long directorySectors() {
            return ceilDiv(tables() * Integer.BYTES, SECTOR);
        }

        long spareDirectoryAt() {
            return DESCRIPTOR_AT + DESCRIPTOR_SECTORS;
        }

        long directoryAt() {
            return spareDirectoryAt() + directorySectors() + tables() * TABLE_SECTORS;
        }

        long overhead() {
            long end = directoryAt() + directorySectors() + tables() * TABLE_SECTORS;
            return ceilDiv(end, GRAIN_SECTORS) * GRAIN_SECTORS;
        }
    }

    /**
     * Writes a valid image whose grains are pseudo-random, so that nothing of it can be compressed.
     *
     * @param file created or overwritten
     * @param approximateBytes wanted size of the file; it comes within 128 KiB, and is at least 128 KiB
     * @param seed the same seed gives the same bytes
     */
    public static void write(Path file, long approximateBytes, long seed) throws IOException {
        Layout layout = fitting(approximateBytes);
        Random random = new Random(seed);
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeAt(channel, 0, header(layout));
            writeAt(channel, DESCRIPTOR_AT, descriptor(file, layout, random.nextInt()));
            writeTables(channel, layout, layout.spareDirectoryAt());
            writeTables(channel, layout, layout.directoryAt());
            byte[] grain = new byte[GRAIN];
            for (long i = 0; i < layout.grains(); i++) {
                random.nextBytes(grain);
                writeAt(channel, layout.overhead() + i * GRAIN_SECTORS, ByteBuffer.wrap(grain));
            }
        }
    }

    /**
     * The size of the disk inside a VMDK, in bytes; empty if this is no header of a sparse VMDK.
     *
     * @param head the first 512 bytes of the file, or fewer if it has no more
     */
    public static OptionalLong virtualBytes(byte[] head) {
        if (head.length < SECTOR) {
            return OptionalLong.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int version = header.getInt(4);
        long capacity = header.getLong(12);
        boolean plausible =
                header.getInt(0) == MAGIC && version >= 1 && version <= 3 && capacity > 0 && capacity <= MAX_CAPACITY;
        return plausible ? OptionalLong.of(capacity * SECTOR) : OptionalLong.empty();
    }

    private static Layout fitting(long bytes) {
        Layout layout = new Layout(Math.max(1, bytes / GRAIN));
        long tooMany = layout.overhead() / GRAIN_SECTORS;
        return new Layout(Math.max(1, layout.grains() - tooMany));
    }

    private static ByteBuffer header(Layout layout) {
        ByteBuffer header = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        int newLineTestAndSpareTables = 3;
        header.putInt(MAGIC).putInt(1).putInt(newLineTestAndSpareTables);
        header.putLong(layout.capacity()).putLong(GRAIN_SECTORS);
        header.putLong(DESCRIPTOR_AT).putLong(DESCRIPTOR_SECTORS);
        header.putInt(TABLE_ENTRIES).putLong(layout.spareDirectoryAt()).putLong(layout.directoryAt());
        header.putLong(layout.overhead());
        byte cleanShutdown = 0;
        header.put(cleanShutdown).put("\n \r\n".getBytes(StandardCharsets.US_ASCII));
        return header.rewind();
    }

    private static ByteBuffer descriptor(Path file, Layout layout, int contentId) {
        long cylinders = ceilDiv(layout.capacity(), 16 * 63);
        String text = """
                # Disk DescriptorFile
                version=1
                CID=%08x
                parentCID=ffffffff
                createType="monolithicSparse"

                # Extent description
                RW %d SPARSE "%s"

                # The Disk Data Base
                #DDB

                ddb.virtualHWVersion = "4"
                ddb.geometry.cylinders = "%d"
                ddb.geometry.heads = "16"
                ddb.geometry.sectors = "63"
                ddb.adapterType = "ide"
                """.formatted(contentId & 0xfffffffeL, layout.capacity(), file.getFileName(), cylinders);
        ByteBuffer descriptor = ByteBuffer.allocate(DESCRIPTOR_SECTORS * SECTOR);
        return descriptor.put(text.getBytes(StandardCharsets.UTF_8)).rewind();
    }

    private static void writeTables(FileChannel channel, Layout layout, long directoryAt) throws IOException {
        long firstTable = directoryAt + layout.directorySectors();
        ByteBuffer directory = sectors(layout.directorySectors());
        for (long i = 0; i < layout.tables(); i++) {
            directory.putInt((int) (firstTable + i * TABLE_SECTORS));
            writeAt(channel, firstTable + i * TABLE_SECTORS, table(layout, i));
        }
        writeAt(channel, directoryAt, directory.rewind());
    }

    private static ByteBuffer table(Layout layout, long index) {
        ByteBuffer table = sectors(TABLE_SECTORS);
        for (int i = 0; i < TABLE_ENTRIES; i++) {
            long place = index * TABLE_ENTRIES + i;
            boolean isStored = place % 2 == 0 && place / 2 < layout.grains();
            table.putInt(isStored ? (int) (layout.overhead() + place / 2 * GRAIN_SECTORS) : 0);
        }
        return table.rewind();
    }

    private static ByteBuffer sectors(long count) {
        return ByteBuffer.allocate((int) count * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void writeAt(FileChannel channel, long sector, ByteBuffer bytes) throws IOException {
        channel.position(sector * SECTOR);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static long ceilDiv(long value, long by) {
        return (value + by - 1) / by;
    }
}
