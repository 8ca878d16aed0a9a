package io.caravan.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells what an image is and what speaks against it, by its first and last bytes and by the tables that they lead to: less
 * than 1 MiB, however long the file is. The file is not trusted: nothing that it says makes a look longer or larger.
 */
public final class ImageInspector {

    private static final int QCOW = 0x514649fb;
    private static final int QED = 0x51454400;
    private static final int VMDK = 0x4b444d56;
    private static final int COWD = 0x434f5744;
    private static final long SESPARSE = 0xbebafeca00000000L;
    private static final long VHDX = 0x7668_6478_6669_6c65L;
    private static final int VDI = 0x7f10dabe;
    private static final int ZSTD = 0x28b52ffd;
    private static final int ZIP = 0x504b0304;
    private static final int XZ = 0xfd377a58;
    private static final int START = 512;

    private ImageInspector() {}

    /**
     * Looks at a file.
     *
     * @throws IOException when it can't be read
     */
    public static Inspection inspect(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return inspect(new DiskBytes(channel::read, channel.size()));
        }
    }

    static Inspection inspect(DiskBytes bytes) throws IOException {
        Facts facts = new Facts();
        Format format = Format.RAW;
        try {
            FormatReader reader = reader(bytes);
            format = reader.format();
            reader.read(bytes, facts);
        } catch (CutShort e) {
            facts.cut(e);
        }
        return new Inspection(
                format, bytes.length(), facts.virtualBytes(), facts.variant(), facts.problems(), bytes.spent());
    }

    private static FormatReader reader(DiskBytes bytes) throws IOException, CutShort {
        int length = (int) Math.min(START, bytes.length());
        ByteBuffer start = ByteBuffer.allocate(START)
                .put(bytes.at(0, length, ByteOrder.BIG_ENDIAN, "the beginning"))
                .clear();
        Optional<FormatReader> known = byNumber(start).or(() -> byText(start));
        return known.isPresent() ? known.get() : byPlace(bytes).orElseGet(RawDisk::new);
    }

    private static Optional<FormatReader> byNumber(ByteBuffer start) {
        return switch (start.getInt(0)) {
            case QCOW -> Optional.of(start.getInt(4) == 1 ? Other.outdated(Format.QCOW) : new Qcow2());
            case QED -> Optional.of(Other.outdated(Format.QED));
            case VMDK -> Optional.of(new Vmdk());
            case COWD -> Optional.of(Other.hosts("COWD (vmfsSparse)"));
            case ZSTD -> Optional.of(Other.compressed(Format.ZSTD, "zstd -d"));
            case ZIP -> Optional.of(Other.compressed(Format.ZIP, "unzip"));
            case XZ -> Optional.of(Other.compressed(Format.XZ, "xz -d"));
            default -> byLongerNumber(start);
        };
    }

    private static Optional<FormatReader> byLongerNumber(ByteBuffer start) {
        long number = start.getLong(0);
        if (number == SESPARSE) {
            return Optional.of(Other.hosts("seSparse"));
        }
        if (number == VHDX) {
            return Optional.of(new Vhdx());
        }
        if (number == Vhd.MAGIC) {
            return Optional.of(new Vhd());
        }
        return start.getInt(0x40) == VDI ? Optional.of(new Vdi()) : Optional.empty();
    }

    private static Optional<FormatReader> byText(ByteBuffer start) {
        String text = StandardCharsets.ISO_8859_1.decode(start.duplicate()).toString();
        if (text.startsWith("LUKS\u00ba\u00be")) {
            return Optional.of(Other.encrypted());
        }
        if (text.startsWith("WithoutFreeSpace") || text.startsWith("WithouFreSpacExt")) {
            return Optional.of(Other.outdated(Format.PARALLELS));
        }
        if (text.startsWith("\u001f\u008b\b")) {
            return Optional.of(Other.compressed(Format.GZIP, "gunzip"));
        }
        if (text.startsWith("BZh") && text.startsWith("1AY&SY", 4)) {
            return Optional.of(Other.compressed(Format.BZIP2, "bunzip2"));
        }
        if (text.startsWith("ustar", 257)) {
            return Optional.of(Archive.beginning(start));
        }
        boolean described = text.stripLeading().startsWith("# Disk DescriptorFile")
                || text.chars().allMatch(ImageInspector::isText)
                        && text.toLowerCase(Locale.ROOT).contains("createtype");
        return described ? Optional.of(new VmdkText()) : Optional.empty();
    }

    private static boolean isText(int character) {
        return character == '\n' || character == '\r' || character == '\t' || character == 0 || character >= ' ';
    }

    private static Optional<FormatReader> byPlace(DiskBytes bytes) throws IOException, CutShort {
        if (bytes.holds(Iso.DESCRIPTOR, 8)) {
            ByteBuffer mark = bytes.at(Iso.DESCRIPTOR, 8, ByteOrder.BIG_ENDIAN, "a volume");
            String name = StandardCharsets.ISO_8859_1.decode(mark.slice(1, 5)).toString();
            if (name.equals("CD001") || name.equals("NSR02") || name.equals("NSR03")) {
                return Optional.of(new Iso());
            }
        }
        long end = bytes.length() - Vhd.FOOTER;
        if (bytes.holds(end, Vhd.FOOTER) && Vhd.isFooter(bytes.at(end, Vhd.FOOTER, ByteOrder.BIG_ENDIAN, "the end"))) {
            return Optional.of(new Vhd());
        }
        return Optional.empty();
    }
}
