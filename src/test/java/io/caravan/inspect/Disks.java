package io.caravan.inspect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Small images of each format, made byte by byte after the formats' descriptions. */
public final class Disks {

    public static final int MIB = 1 << 20;

    /** What is right with each: nothing is wrong. */
    public static final Map<Format, Supplier<byte[]>> ALL = new LinkedHashMap<>();

    static {
        ALL.put(Format.RAW, Disks::gpt);
        ALL.put(Format.QCOW2, Disks::qcow2);
        ALL.put(Format.VMDK, Disks::vmdk);
        ALL.put(Format.VHD, Disks::vhd);
        ALL.put(Format.VHDX, Disks::vhdx);
        ALL.put(Format.VDI, Disks::vdi);
        ALL.put(Format.ISO, Disks::iso);
    }

    private Disks() {}

    public static ByteBuffer big(byte[] disk) {
        return ByteBuffer.wrap(disk).order(ByteOrder.BIG_ENDIAN);
    }

    public static ByteBuffer little(byte[] disk) {
        return ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Version 3, 1 MiB, with one cluster of 64 KiB written: the last of the file. */
    public static byte[] qcow2() {
        int cluster = 64 * 1024;
        byte[] disk = new byte[6 * cluster];
        ByteBuffer bytes = big(disk);
        bytes.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, 16).putLong(24, MIB);
        bytes.putInt(36, 1).putLong(40, 3L * cluster);
        bytes.putLong(48, cluster).putInt(56, 1);
        bytes.putInt(96, 4).putInt(100, 104);
        bytes.putLong(cluster, 2L * cluster);
        bytes.putLong(3 * cluster, 4L * cluster | 1L << 63);
        bytes.putLong(4 * cluster, 5L * cluster | 1L << 63);
        bytes.put(5 * cluster, (byte) 1);
        return disk;
    }

    public static final String DESCRIPTION = """
            # Disk DescriptorFile
            version=1
            CID=12345678
            parentCID=ffffffff
            createType="monolithicSparse"

            # Extent description
            RW 2048 SPARSE "disk.vmdk"

            # The Disk Data Base
            #DDB

            ddb.virtualHWVersion = "4"
            ddb.adapterType = "ide"
            """;

    public static byte[] vmdk() {
        return vmdk(DESCRIPTION);
    }

    /** 1 MiB, with one grain of 64 KiB written: the last of the file. */
    public static byte[] vmdk(String description) {
        int grains = 128 * 512;
        byte[] disk = new byte[grains + 64 * 1024];
        ByteBuffer bytes = little(disk);
        bytes.putInt(0, 0x564d444b).putInt(4, 1).putInt(8, 3).putLong(12, 2048).putLong(20, 128);
        bytes.putLong(28, 1).putLong(36, 20).putInt(44, 512).putLong(48, 21).putLong(56, 26);
        bytes.putLong(64, 128).putInt(73, 0x0a0d200a);
        byte[] text = description.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, disk, 512, text.length);
        bytes.putInt(26 * 512, 27);
        bytes.putInt(27 * 512, 128);
        disk[grains] = 1;
        return disk;
    }

    /** As for a stream: where the tables lie stands at the end only. */
    public static byte[] vmdkStream() {
        byte[] body = vmdk(DESCRIPTION.replace("monolithicSparse", "streamOptimized"));
        byte[] disk = new byte[body.length + 3 * 512];
        System.arraycopy(body, 0, disk, 0, body.length);
        System.arraycopy(body, 0, disk, body.length + 512, 512);
        little(disk).putLong(56, -1).putInt(body.length + 12, 3);
        return disk;
    }

    private static void footer(byte[] disk, int place, int type, long dataOffset) {
        ByteBuffer bytes = big(disk).slice(place, 512);
        bytes.putLong(0, Vhd.MAGIC).putInt(12, 0x10000).putLong(16, dataOffset);
        bytes.putLong(40, MIB).putLong(48, MIB).putInt(60, type);
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 64 && i < 68 ? 0 : bytes.get(i) & 0xff;
        }
        bytes.putInt(64, ~sum);
    }

    public static byte[] vhd() {
        return vhd(3);
    }

    /** 1 MiB with one block of 2 MiB. */
    public static byte[] vhd(int type) {
        byte[] disk = new byte[2048 + 512 + 2 * MIB + 512];
        footer(disk, 0, type, 512);
        footer(disk, disk.length - 512, type, 512);
        big(disk).putLong(512, 0x6378_7370_6172_7365L).putLong(512 + 16, 1536);
        big(disk).putInt(512 + 28, 1).putInt(512 + 32, 2 * MIB);
        big(disk).putInt(1536, 4);
        return disk;
    }

    public static byte[] vhdFixed() {
        byte[] disk = new byte[MIB + 512];
        footer(disk, MIB, 2, -1);
        return disk;
    }

    /** 1 MiB with one block, which is the file's last. */
    public static byte[] vhdx() {
        byte[] disk = new byte[4 * MIB];
        System.arraycopy("vhdxfile".getBytes(StandardCharsets.US_ASCII), 0, disk, 0, 8);
        ByteBuffer bytes = little(disk);
        bytes.putInt(64 * 1024, 0x6461_6568).putLong(64 * 1024 + 8, 1);
        int regions = 3 * 64 * 1024;
        bytes.putInt(regions, 0x6967_6572).putInt(regions + 8, 2);
        bytes.putLong(regions + 16, 0x4200_f623_2dc2_7766L)
                .putLong(regions + 32, 2 * MIB)
                .putInt(regions + 40, 8);
        bytes.putLong(regions + 48, 0x4b9a_4790_8b7c_a206L)
                .putLong(regions + 64, MIB)
                .putInt(regions + 72, MIB);
        bytes.putLong(MIB, 0x6174_6164_6174_656dL).putShort(MIB + 10, (short) 2);
        bytes.putLong(MIB + 32, 0x4876_cd1b_2fa5_4224L)
                .putInt(MIB + 48, 64 * 1024)
                .putInt(MIB + 52, 8);
        bytes.putLong(MIB + 64, 0x4d43_fa36_caa1_6737L)
                .putInt(MIB + 80, 64 * 1024 + 8)
                .putInt(MIB + 84, 8);
        bytes.putLong(MIB + 64 * 1024, MIB).putInt(MIB + 64 * 1024 + 8, MIB);
        bytes.putLong(2 * MIB, 3L << 20 | 6);
        return disk;
    }

    /** 1 MiB, all of it written. */
    public static byte[] vdi() {
        byte[] disk = new byte[MIB + MIB];
        ByteBuffer bytes = little(disk);
        bytes.putInt(0x40, 0xbeda107f).putInt(0x44, 0x1_0001).putInt(0x4c, 1);
        bytes.putInt(0x154, 0x200).putInt(0x158, MIB).putLong(0x170, MIB);
        bytes.putInt(0x178, MIB).putInt(0x180, 1).putInt(0x184, 1);
        return disk;
    }

    public static byte[] iso() {
        byte[] disk = new byte[100 * 2048];
        disk[32768] = 1;
        System.arraycopy("CD001".getBytes(StandardCharsets.US_ASCII), 0, disk, 32769, 5);
        little(disk).putInt(32768 + 80, 100).putShort(32768 + 128, (short) 2048);
        return disk;
    }

    /** 1 MiB with a GPT and its copy. */
    public static byte[] gpt() {
        byte[] disk = new byte[MIB];
        ByteBuffer bytes = little(disk);
        bytes.put(446 + 4, (byte) 0xee)
                .putInt(446 + 8, 1)
                .putInt(446 + 12, 2047)
                .putShort(510, (short) 0xaa55);
        bytes.putLong(512, 0x5452_4150_2049_4645L).putLong(512 + 24, 1).putLong(512 + 32, 2047);
        bytes.putLong(MIB - 512, 0x5452_4150_2049_4645L);
        return disk;
    }

    public static byte[] mbr() {
        byte[] disk = new byte[MIB];
        little(disk)
                .put(446 + 4, (byte) 0x83)
                .putInt(446 + 8, 64)
                .putInt(446 + 12, 1984)
                .putShort(510, (short) 0xaa55);
        return disk;
    }

    /** A tar archive of members of 10 bytes. */
    public static byte[] tar(String... names) {
        byte[] disk = new byte[(names.length * 2 + 2) * 512];
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i].getBytes(StandardCharsets.UTF_8);
            System.arraycopy(name, 0, disk, i * 1024, name.length);
            System.arraycopy("00000000012".getBytes(StandardCharsets.US_ASCII), 0, disk, i * 1024 + 124, 11);
            System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, disk, i * 1024 + 257, 5);
        }
        return disk;
    }
}
