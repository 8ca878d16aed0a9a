package io.caravan.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.inspect.Problem.Kind;
import io.caravan.text.Json;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that QEMU has made, and what it says of them. */
@Tag("slow")
class QemuImgTest {

    private static final int BYTES = 9 * Disks.MIB;
    private static final String BUSY = "Unable to get accurate CPU usage";
    private static final int MOST_TRIES = 20;

    @TempDir
    Path folder;

    private Path source;
    private Path image;

    @BeforeAll
    static void isThere() {
        assumeTrue(List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, "qemu-img"))));
    }

    @BeforeEach
    void make() throws IOException {
        source = folder.resolve("source.raw");
        image = folder.resolve("image");
        byte[] content = new byte[BYTES];
        new Random(7).nextBytes(content);
        Files.write(source, content);
    }

    private String qemuImg(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("qemu-img"));
        line.addAll(List.of(words));
        int code = -1;
        String said = BUSY;
        // on a busy machine it gives up measuring how fast it can make keys of passwords
        for (int tries = 0; code != 0 && said.contains(BUSY) && tries < MOST_TRIES; tries++) {
            Path output = folder.resolve("output");
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .directory(folder.toFile())
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            code = process.exitValue();
            said = Files.readString(output);
        }
        assertThat(code).as(line + ": " + said).isZero();
        return said;
    }

    private void convert(String format, String options) throws Exception {
        List<String> words = new ArrayList<>(List.of("convert", "-f", "raw", "-O", format));
        if (options.startsWith("-")) {
            words.add(options);
        } else if (!options.isEmpty()) {
            words.addAll(List.of("-o", options));
        }
        words.addAll(List.of(source.toString(), image.toString()));
        qemuImg(words.toArray(String[]::new));
    }

    private Inspection inspected() throws Exception {
        JsonNode said = Json.MAPPER.readTree(qemuImg("info", "--output=json", image.toString()));
        Inspection found = ImageInspector.inspect(image);
        String format = said.path("format").asText().equals("vpc")
                ? "vhd"
                : said.path("format").asText();
        assertThat(found.format().word()).isEqualTo(format);
        assertThat(found.virtualBytes()).hasValue(said.path("virtual-size").asLong());
        assertThat(found.bytesRead()).isLessThan(Disks.MIB);
        return found;
    }

    private static final String SOUND = """
            raw | ''
            qcow2 | ''
            qcow2 | compat=0.10
            qcow2 | cluster_size=512
            qcow2 | cluster_size=2M
            qcow2 | preallocation=metadata
            qcow2 | lazy_refcounts=on
            qcow2 | compression_type=zstd
            qcow2 | -c
            vmdk | ''
            vmdk | subformat=streamOptimized
            vpc | ''
            vpc | force_size=on
            vhdx | ''
            vhdx | subformat=fixed
            vdi | ''
            vdi | static=on
            """;

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = SOUND)
    void isAsQemuSays(String format, String options) throws Exception {
        convert(format, options);

        assertThat(inspected().problems()).filteredOn(Problem::isRefusal).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = SOUND)
    void isNotWholeWhenItsEndIsMissing(String format, String options) throws Exception {
        assumeTrue(!format.equals("raw"), "which does not say how long it is");
        convert(format, options);
        long length = Files.size(image);

        // a fixed or preallocated one may end in bytes that mean nothing
        for (long cut : new long[] {length - 3 * Disks.MIB, length / 2, 70_000}) {
            try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
                channel.truncate(cut);
            }

            assertThat(ImageInspector.inspect(image).refusal().map(Problem::kind))
                    .as("%d of %d bytes", cut, length)
                    .contains(Kind.TRUNCATED);
        }
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"qcow2, 1T", "qcow2, 10G", "vmdk, 1T", "vpc, 500G", "vhdx, 1T", "vdi, 1T", "raw, 1T", "qcow2, 1M"})
    void isAsQemuSaysWhenItIsEmpty(String format, String size) throws Exception {
        qemuImg("create", "-f", format, image.toString(), size);

        assertThat(inspected().problems()).filteredOn(Problem::isRefusal).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"qed", "qcow", "parallels"})
    void whatCloudsDoNotTakeIsRefused(String format) throws Exception {
        convert(format, "");

        assertThat(inspected().refusal().orElseThrow().kind()).isEqualTo(Kind.UNSUITABLE);
    }

    @Test
    void aVhdOfFixedSizeIsRefused() throws Exception {
        convert("vpc", "subformat=fixed,force_size=on");

        Inspection found = ImageInspector.inspect(image); // which qemu-img takes for raw unless it is told
        assertThat(found.description()).isEqualTo("vhd (fixed)");
        assertThat(found.refusal().orElseThrow().advice()).contains("-O raw");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "monolithicFlat | image-flat",
                "twoGbMaxExtentSparse | image-s001",
                "twoGbMaxExtentFlat | image-f001"
            })
    void aDescriptionAloneIsRefused(String subformat, String names) throws Exception {
        convert("vmdk", "subformat=" + subformat);

        Inspection found = inspectedAlone();
        assertThat(found.format()).isEqualTo(Format.VMDK);
        assertThat(found.refusal().orElseThrow().kind()).isEqualTo(Kind.UNSAFE);
        assertThat(found.refusal().orElseThrow().fact()).contains(names);
    }

    private Inspection inspectedAlone() throws IOException {
        return ImageInspector.inspect(image);
    }

    @Test
    void othersAreRefusedForWhatTheyReferTo() throws Exception {
        Path base = folder.resolve("base.qcow2");
        qemuImg("convert", "-O", "qcow2", source.toString(), base.toString());
        qemuImg("create", "-f", "qcow2", "-b", "base.qcow2", "-F", "qcow2", image.toString());
        assertThat(inspected().refusal().orElseThrow().fact()).contains("'base.qcow2'");

        Files.delete(image);
        qemuImg("create", "-f", "qcow2", "-o", "data_file=data.bin,data_file_raw=on", image.toString(), "10M");
        assertThat(inspected().refusal().orElseThrow().kind()).isEqualTo(Kind.UNSAFE);

        Files.delete(image);
        qemuImg("convert", "-O", "vmdk", source.toString(), "base.vmdk");
        qemuImg("create", "-f", "vmdk", "-b", "base.vmdk", "-F", "vmdk", image.toString());
        assertThat(inspected().refusal().orElseThrow().fact()).contains("its parent base.vmdk");
    }

    @Test
    void oneWithSnapshotsIsNoticed() throws Exception {
        convert("qcow2", "");
        qemuImg("snapshot", "-c", "before", image.toString());

        Inspection found = inspected();
        assertThat(found.refusal()).isEmpty();
        assertThat(found.problems())
                .singleElement()
                .extracting(Problem::fact)
                .asString()
                .contains("1 internal snapshots");
    }

    @Test
    void extendedTablesAreRefused() throws Exception {
        convert("qcow2", "extended_l2=on");

        assertThat(inspected().refusal().orElseThrow().fact()).contains("features");
    }

    @Test
    void encryptedOnesAreRefused() throws Exception {
        qemuImg(
                "create",
                "--object",
                "secret,id=s,data=x",
                "-f",
                "luks",
                "-o",
                "key-secret=s,iter-time=10",
                image.toString(),
                "10M");
        assertThat(inspectedAlone().format()).isEqualTo(Format.LUKS);
        assertThat(inspectedAlone().refusal()).isPresent();
        Files.delete(image);
        qemuImg(
                "create",
                "--object",
                "secret,id=s,data=x",
                "-f",
                "qcow2",
                "-o",
                "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10",
                image.toString(),
                "10M");
        assertThat(inspectedAlone().refusal().orElseThrow().fact()).contains("encrypted");
    }
}
