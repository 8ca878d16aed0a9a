package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a file's name says of its format. */
final class NamedFormat {

    /** {@code .img} and others say nothing. */
    private static final Map<String, Format> BY_ENDING = Map.of(
            "qcow2", Format.QCOW2,
            "vmdk", Format.VMDK,
            "vhd", Format.VHD,
            "vpc", Format.VHD,
            "vhdx", Format.VHDX,
            "vdi", Format.VDI,
            "iso", Format.ISO,
            "raw", Format.RAW);

    private NamedFormat() {}

    /** What a name says that its file is not. The bytes of a CD may be called raw: they are. */
    static Optional<Problem> contradiction(String name, Format found) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        Format named = BY_ENDING.get(name.contains(".") ? ending : "");
        boolean same = named == null || named == found || named == Format.RAW && found == Format.ISO;
        return same || !found.isDisk()
                ? Optional.empty()
                : Optional.of(new Problem(
                        Kind.UNSUITABLE,
                        "its name says " + ending + ", and it is " + found.word(),
                        0,
                        "rename it, or look whether it is the file that was meant"));
    }
}
