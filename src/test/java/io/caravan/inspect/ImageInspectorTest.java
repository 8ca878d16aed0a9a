package io.caravan.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.caravan.inspect.Problem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageInspectorTest {

    private static final int MIB = Disks.MIB;

    private static Inspection inspect(byte[] image) throws IOException {
        return ImageInspector.inspect(new DiskBytes(
                (into, place) -> {
                    int count = (int) Math.min(into.remaining(), image.length - place);
                    into.put(image, (int) place, count);
                    return count;
                },
                image.length));
    }

    @ParameterizedTest
    @EnumSource(names = {"RAW", "QCOW2", "VMDK", "VHD", "VHDX", "VDI", "ISO"})
    void aSoundImageIsOfItsFormatAndSize(Format format) throws Exception {
        byte[] image = Disks.ALL.get(format).get();

        Inspection found = inspect(image);

        assertThat(found.format()).isEqualTo(format);
        assertThat(found.virtualBytes()).hasValue(format == Format.ISO ? image.length : MIB);
        assertThat(found.problems()).isEmpty();
        assertThat(found.fileBytes()).isEqualTo(image.length);
    }

    @Test
    void aStreamOfVmwaresIsReadByItsEnd() throws Exception {
        Inspection found = inspect(Disks.vmdkStream());

        assertThat(found.problems()).isEmpty();
        assertThat(found.description()).isEqualTo("vmdk (streamoptimized)");
    }

    @Test
    void anOlderQcow2HasItsExtensionsBehindAShorterHeader() throws Exception {
        byte[] image = Disks.qcow2();
        Disks.big(image).putInt(4, 2).putLong(72, 0x0000_0004_0000_0000L);

        assertThat(inspect(image).problems())
                .as("what are features in version 3, are none in version 2")
                .isEmpty();
    }

    /** An image with something changed, and what is said of it. */
    static Stream<Arguments> hostile() {
        return Stream.of(
                changed("qcow2: backing file", Disks.qcow2(), Kind.UNSAFE, "'/etc/passwd', its backing file", image -> {
                    image.putLong(8, 512).putInt(16, 11);
                    image.put(512, "/etc/passwd".getBytes(ISO_8859_1));
                }),
                changed(
                        "qcow2: backing file nowhere",
                        Disks.qcow2(),
                        Kind.UNSAFE,
                        "backing file",
                        image -> image.putLong(8, Long.MIN_VALUE).putInt(16, -1)),
                changed(
                        "qcow2: data file",
                        Disks.qcow2(),
                        Kind.UNSAFE,
                        "its data lies in another",
                        image -> image.putLong(72, 4)),
                changed(
                        "qcow2: data file's name",
                        Disks.qcow2(),
                        Kind.UNSAFE,
                        "names another file",
                        image -> image.putInt(104, 0x44415441).putInt(108, 5)),
                changed(
                        "qcow2: data file's name, second",
                        Disks.qcow2(),
                        Kind.UNSAFE,
                        "names another",
                        image -> image.putInt(104, 0x6803f857).putInt(108, 3).putInt(120, 0x44415441)),
                changed("qcow2: AES", Disks.qcow2(), Kind.UNSUITABLE, "encrypted", image -> image.putInt(32, 1)),
                changed("qcow2: corrupt", Disks.qcow2(), Kind.DAMAGED, "corrupt", image -> image.putLong(72, 2)),
                changed("qcow2: unknown", Disks.qcow2(), Kind.UNSUITABLE, "features", image -> image.putLong(72, 0x10)),
                changed("qcow2: version", Disks.qcow2(), Kind.DAMAGED, "no version 9", image -> image.putInt(4, 9)),
                changed("qcow2: no size", Disks.qcow2(), Kind.DAMAGED, "no size", image -> image.putLong(24, 0)),
                changed("qcow2: negative size", Disks.qcow2(), Kind.DAMAGED, "no size", image -> image.putLong(24, -1)),
                changed("qcow2: huge clusters", Disks.qcow2(), Kind.DAMAGED, "clusters", image -> image.putInt(20, 63)),
                changed(
                        "qcow2: huge table",
                        Disks.qcow2(),
                        Kind.TRUNCATED,
                        "first table",
                        image -> image.putInt(36, -1)),
                changed("qcow2: old", Disks.qcow2(), Kind.UNSUITABLE, "qcow", image -> image.putInt(4, 1)),
                changed("vhd: differencing", Disks.vhd(4), Kind.UNSAFE, "its parent", image -> {}),
                changed("vhd: fixed", Disks.vhdFixed(), Kind.UNSUITABLE, "fixed size", image -> {}),
                changed("vhd: sum", Disks.vhd(), Kind.DAMAGED, "checksum", image -> image.putInt(64, 7)),
                changed(
                        "vhdx: parent",
                        Disks.vhdx(),
                        Kind.UNSAFE,
                        "its parent",
                        image -> image.put(MIB + 64 * 1024 + 12, (byte) 2)),
                changed("vhdx: no regions", Disks.vhdx(), Kind.DAMAGED, "regions", image -> image.putInt(196_608, 0)),
                changed(
                        "vdi: differencing",
                        Disks.vdi(),
                        Kind.UNSAFE,
                        "differs from",
                        image -> image.put(0x4c, (byte) 4)),
                changed("vdi: linked", Disks.vdi(), Kind.UNSAFE, "differs from", image -> image.put(0x1b9, (byte) 4)),
                changed("vmdk: text mode", Disks.vmdk(), Kind.DAMAGED, "line ends", image -> image.put(75, (byte) 10)),
                changed(
                        "vmdk: part",
                        Disks.vmdk(),
                        Kind.UNSUITABLE,
                        "one part of a disk",
                        image -> image.putLong(28, 0)),
                changed(
                        "vmdk: no end",
                        Disks.vmdkStream(),
                        Kind.TRUNCATED,
                        "footer",
                        image -> image.putInt(image.capacity() - 1024, 0)),
                described(
                        "flat",
                        "disk",
                        "createType=\"monolithicSparse\"",
                        "createType=\"monolithicFlat\"",
                        "monolithicflat"),
                described("none", "disk", "createType=\"monolithicSparse\"", "", "createType"),
                described("parent", "UNSAFE", "parentCID=ffffffff", "parentCID=01234567", "its parent"),
                described("hint", "UNSAFE", "version=1", "parentFileNameHint=\"x.vmdk\"", "its parent x.vmdk"),
                described("path", "UNSAFE", "\"disk.vmdk\"", "\"/etc/passwd\"", "read from elsewhere", "/etc/passwd"),
                described("up", "UNSAFE", "\"disk.vmdk\"", "\"..\\disk.vmdk\"", "read from elsewhere"),
                described("flat extent", "UNSAFE", "SPARSE \"disk.vmdk\"", "FLAT \"disk.vmdk\" 0", "elsewhere"),
                described("two", "UNSAFE", "RW 2048", "RW 1 SPARSE \"a\"\nRW 2048", "names 2 extents"),
                described("none", "UNSAFE", "RW 2048 SPARSE \"disk.vmdk\"", "", "names 0 extents"),
                described("strange", "UNSAFE", "version=1", "/etc/passwd", "a line that is none of VMware's"),
                described("umlaut", "", "version=1", "# ü", "ASCII"),
                text("descriptor alone", Disks.DESCRIPTION, Kind.UNSAFE, "in other files: disk.vmdk"),
                text("without a head", "createType=\"vmfs\"\nRW 1 VMFS \"x-flat.vmdk\"", Kind.UNSAFE, "x-flat.vmdk"),
                text("COWD", "COWD", Kind.UNSUITABLE, "COWD"),
                text("QED", "QED\0", Kind.UNSUITABLE, "qed"),
                text("LUKS", "LUKS\u00ba\u00be", Kind.UNSUITABLE, "encrypted"),
                text("parallels", "WithoutFreeSpace", Kind.UNSUITABLE, "parallels"),
                text("gzip", "\u001f\u008b\b", Kind.UNSUITABLE, "gunzip"),
                text("xz", "\u00fd7zXZ\0", Kind.UNSUITABLE, "xz -d"),
                text("bzip2", "BZh91AY&SY", Kind.UNSUITABLE, "bunzip2"),
                text("zip", "PK\u0003\u0004", Kind.UNSUITABLE, "unzip"),
                text("zstd", "(\u00b5/\u00fd", Kind.UNSUITABLE, "zstd -d"),
                text("one byte", "x", Kind.UNSUITABLE, "shorter than a sector"),
                text("nothing", "", Kind.UNSUITABLE, "empty"),
                changed("ova", Disks.tar("a.ovf", "a.vmdk"), Kind.UNSUITABLE, "and take a.vmdk", image -> {}),
                changed("ova: path", Disks.tar("a.ovf", "../a.vmdk"), Kind.UNSAFE, "another folder", image -> {}),
                changed("tar", Disks.tar("readme"), Kind.UNSUITABLE, "an archive", image -> {}),
                changed(
                        "tar: length",
                        Disks.tar("readme"),
                        Kind.DAMAGED,
                        "no length",
                        image -> image.put(130, (byte) 'x')),
                changed(
                        "gpt: no copy",
                        Disks.gpt(),
                        Kind.TRUNCATED,
                        "copy of its GPT",
                        image -> image.put(MIB - 512, (byte) 0)),
                changed("gpt: huge", Disks.gpt(), Kind.TRUNCATED, "copy in sector", image -> image.putLong(544, -1)),
                changed("gpt: none", Disks.gpt(), Kind.DAMAGED, "there is none", image -> image.put(512, (byte) 0)));
    }

    private static Arguments changed(String name, byte[] image, Kind kind, String words, Consumer<ByteBuffer> change) {
        change.accept(Disks.big(image));
        return arguments(name, image, kind, List.of(words));
    }

    private static Arguments described(String name, String kind, String before, String after, String... words) {
        Kind expected = kind.equals("UNSAFE") ? Kind.UNSAFE : Kind.UNSUITABLE;
        return arguments(
                "vmdk: " + name, Disks.vmdk(Disks.DESCRIPTION.replace(before, after)), expected, List.of(words));
    }

    private static Arguments text(String name, String text, Kind kind, String words) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        boolean padded = kind == Kind.UNSUITABLE && text.length() > 1;
        return arguments(name, padded ? Arrays.copyOf(bytes, 4096) : bytes, kind, List.of(words));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void hostile(String name, byte[] image, Kind kind, List<String> words) throws Exception {
        Inspection found = inspect(image);

        Problem problem = found.refusal().orElseThrow();
        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem.sentence()).contains(words);
        assertThat(problem.offset()).isBetween(0L, (long) image.length);
    }

    /** Each of the images has its last byte of data at its end. */
    @ParameterizedTest
    @EnumSource(names = {"RAW", "QCOW2", "VMDK", "VHD", "VHDX", "VDI", "ISO"})
    void anImageThatIsCutIsNotWhole(Format format) throws Exception {
        byte[] image = Disks.ALL.get(format).get();
        int data = format == Format.VHDX ? MIB : 64 * 1024;
        for (int length : new int[] {image.length - data, image.length / 2}) {
            Inspection found = inspect(Arrays.copyOf(image, length));

            assertThat(found.refusal().map(Problem::kind))
                    .as("%s of %d bytes", format, length)
                    .contains(Kind.TRUNCATED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1536, 64 * 1024})
    void aStreamThatIsCutIsNotWhole(int missing) throws Exception {
        byte[] image = Disks.vmdkStream();

        Inspection found = inspect(Arrays.copyOf(image, image.length - missing));

        assertThat(found.refusal().orElseThrow().kind()).isEqualTo(Kind.TRUNCATED);
    }

    @Test
    void aPartitionGoesNoFurtherThanItsDisk() throws Exception {
        byte[] image = Disks.mbr();
        assertThat(inspect(image).problems()).isEmpty();

        Problem problem = inspect(Arrays.copyOf(image, MIB - 512)).refusal().orElseThrow();

        assertThat(problem.kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(problem.fact()).contains("partition 1");
    }

    @Test
    void codeIsNoTableOfPartitions() throws Exception {
        byte[] image = new byte[MIB];
        new Random(3).nextBytes(image);
        image[446] = 'N';
        Disks.little(image).putShort(510, (short) 0xaa55);

        assertThat(inspect(image).problems()).isEmpty();
        assertThat(inspect(image).description()).isEqualTo("raw");
    }

    @Test
    void anEmptyDiskIsNoticedAndNotRefused() throws Exception {
        Inspection found = inspect(new byte[MIB]);

        assertThat(found.format()).isEqualTo(Format.RAW);
        assertThat(found.refusal()).isEmpty();
        assertThat(found.problems()).singleElement().extracting(Problem::kind).isEqualTo(Kind.NOTICE);
        byte[] one = new byte[MIB];
        one[MIB - 1] = 1;
        assertThat(inspect(one).problems()).isEmpty();
    }

    @Test
    void whatIsNoFormatIsRaw() throws Exception {
        byte[] image = new byte[MIB];
        new Random(1).nextBytes(image);

        assertThat(inspect(image).format()).isEqualTo(Format.RAW);
        assertThat(inspect(image).problems()).isEmpty();
    }

    /** Any bytes changed, cut anywhere: there is an answer, and it costs little. */
    @Test
    void whateverItIsThereIsAnAnswer() throws Exception {
        int mutations = Integer.getInteger("inspect.mutations", 3000);
        List<byte[]> images = Stream.concat(
                        Disks.ALL.values().stream().map(image -> image.get()),
                        Stream.of(
                                Disks.vmdkStream(),
                                Disks.vhdFixed(),
                                Disks.tar("a.ovf", "b.vmdk"),
                                Disks.DESCRIPTION.getBytes(ISO_8859_1)))
                .toList();
        for (int i = 0; i < mutations; i++) {
            Random random = new Random(i);
            byte[] image = Mutations.of(images.get(i % images.size()).clone(), random);

            Inspection found = inspect(image);

            assertThat(found.bytesRead()).as("mutation %d", i).isLessThan(MIB);
            assertThat(found.problems())
                    .as("mutation %d", i)
                    .allSatisfy(
                            problem -> assertThat(problem.fact()).isNotBlank().doesNotContainPattern("\\p{Cntrl}"));
        }
    }
}
