package io.caravan.inspect;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a file may be. */
public enum Format {
    RAW,
    QCOW2,
    VMDK,
    /** Microsoft's older one; {@code qemu-img} calls it vpc. */
    VHD,
    VHDX,
    VDI,
    ISO,
    /** A tar archive with a description and disks. */
    OVA,
    QCOW,
    QED,
    PARALLELS,
    LUKS,
    GZIP,
    XZ,
    BZIP2,
    ZSTD,
    ZIP,
    TAR;

    private static final Set<Format> DISKS = EnumSet.of(RAW, QCOW2, VMDK, VHD, VHDX, VDI, ISO);

    /** As it is written in messages and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a cloud's image can be of it (Glance's {@code disk_format}). */
    public boolean isDisk() {
        return DISKS.contains(this);
    }
}
