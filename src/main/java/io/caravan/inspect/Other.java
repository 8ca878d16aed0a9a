package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What no cloud starts an image from, known by how it begins.
 *
 * @param fact what it is
 * @param advice what makes an image of it
 */
record Other(Format format, String fact, String advice) implements FormatReader {

    static Other encrypted() {
        return new Other(
                Format.LUKS,
                "it is encrypted (LUKS)",
                "decrypt it: cryptsetup open <image> …, then copy what is inside");
    }

    static Other outdated(Format format) {
        return new Other(
                format,
                "it is of a format that clouds don't take, " + format.word(),
                "qemu-img convert -O qcow2 <image> <new image>");
    }

    static Other compressed(Format format, String command) {
        return new Other(format, "it is compressed with " + format.word(), "unpack it: " + command + " <image>");
    }

    /** A VMware disk of a kind that only a host of theirs reads. */
    static Other hosts(String kind) {
        return new Other(Format.VMDK, "it is a VMware disk of the kind " + kind, VmdkDescription.CONVERT);
    }

    @Override
    public void read(DiskBytes bytes, Facts facts) throws IOException, CutShort {
        facts.add(Kind.UNSUITABLE, 0, fact, advice);
        if (format == Format.QED && bytes.holds(0, 56)) {
            ByteBuffer head = bytes.at(0, 56, ByteOrder.LITTLE_ENDIAN, "the header");
            facts.virtualBytes(head.getLong(48));
        } else if (format == Format.QCOW && bytes.holds(0, 32)) {
            ByteBuffer head = bytes.at(0, 32, ByteOrder.BIG_ENDIAN, "the header");
            facts.virtualBytes(head.getLong(24));
        } else if (format == Format.PARALLELS && bytes.holds(0, 48)) {
            ByteBuffer head = bytes.at(0, 48, ByteOrder.LITTLE_ENDIAN, "the header");
            long sectors = head.get(11) == 'x' ? head.getLong(36) : head.getInt(36) & 0xffff_ffffL;
            facts.virtualBytes(sectors > Long.MAX_VALUE / 512 ? -1 : sectors * 512);
        }
    }
}
