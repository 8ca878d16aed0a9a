package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import io.caravan.text.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A tar archive; one that begins with an {@code .ovf} is an OVA (DMTF DSP0243, 5.2). */
final class Archive implements FormatReader {

    private static final int RECORD = 512;
    private static final int MOST_MEMBERS = 64;

    private final Format format;

    private Archive(Format format) {
        this.format = format;
    }

    /** The archive that begins with this record. */
    static Archive beginning(ByteBuffer record) {
        return new Archive(name(record).toLowerCase(Locale.ROOT).endsWith(".ovf") ? Format.OVA : Format.TAR);
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public void read(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        List<String> disks = new ArrayList<>();
        long place = 0;
        for (int i = 0; i < MOST_MEMBERS && bytes.holds(place, RECORD); i++) {
            ByteBuffer record = bytes.at(place, RECORD, ByteOrder.BIG_ENDIAN, "a member");
            String name = name(record);
            long length = size(record);
            if (name.isEmpty()) {
                break;
            }
            if (length < 0) {
                facts.add(Kind.DAMAGED, place + 124, "a member of it has no length that can be read", "");
                break;
            }
            if (name.contains("/") || name.contains("..")) {
                facts.add(Kind.UNSAFE, place, "it names a file of another folder: " + LogText.clean(name), "");
            }
            if (name.toLowerCase(Locale.ROOT).endsWith(".vmdk")) {
                disks.add(LogText.clean(name));
            }
            bytes.check(place + RECORD, length, "the member " + LogText.clean(name));
            place += RECORD + (length + RECORD - 1) / RECORD * RECORD;
        }
        facts.add(
                Kind.UNSUITABLE,
                0,
                format == Format.OVA
                        ? "it is an archive with " + (disks.size() == 1 ? "a disk" : disks.size() + " disks") + " in it"
                        : "it is an archive",
                "unpack it: tar -xf <image>" + (disks.isEmpty() ? "" : ", and take " + String.join(", ", disks)));
    }

    private static String name(ByteBuffer record) {
        int end = 0;
        while (end < 100 && record.get(end) != 0) {
            end++;
        }
        return StandardCharsets.UTF_8.decode(record.slice(0, end)).toString();
    }

    /** In octal digits, or with the first bit set in base 256; -1 when it can't be read. */
    private static long size(ByteBuffer record) {
        if ((record.get(124) & 0x80) != 0) {
            long size = record.getLong(128);
            return record.get(124) == (byte) 0x80 && size >= 0 && size < Long.MAX_VALUE / 2 ? size : -1;
        }
        String digits = StandardCharsets.US_ASCII
                .decode(record.slice(124, 12))
                .toString()
                .replace('\0', ' ')
                .strip();
        return digits.matches("[0-7]{1,12}") ? Long.parseLong(digits, 8) : -1;
    }
}
