package io.caravan.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.settings.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("x.vmdk.json");
    }

    private Sidecar read(String content) throws ImageRefused, IOException {
        Files.writeString(file, content);
        return Sidecar.read(file);
    }

    private void assertRefused(String content, String... saying) {
        assertThatThrownBy(() -> read(content))
                .as(content)
                .isInstanceOf(ImageRefused.class)
                .hasMessageContaining("x.vmdk.json")
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(saying))
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
    }

    @Test
    void readsEveryField() throws Exception {
        Sidecar sidecar = read("""
                {"name": "Größe 😀", "container": "c", "object": "a/b.vmdk", "osType": "centos",
                 "segmentSize": "1GiB", "minRam": 2048, "minDisk": 40}
                """);
        assertThat(sidecar)
                .isEqualTo(new Sidecar(
                        Optional.of("Größe 😀"),
                        Optional.of("c"),
                        Optional.of("a/b.vmdk"),
                        Optional.of("centos"),
                        Optional.of("1GiB"),
                        Optional.of(2048),
                        Optional.of(40),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Registration.NONE));
        assertThat(sidecar.segmentSize()).contains(1L << 30);
    }

    @Test
    void readsHowTheImageIsRegistered() throws Exception {
        assertThat(read("""
                {"diskFormat": "qcow2", "containerFormat": "bare", "visibility": "community", "tags": ["a", "b"],
                 "protected": true, "hidden": false, "properties": {"os_distro": "debian", "hw_cpu_sockets": 2},
                 "share": ["dev", "0123456789abcdef0123456789abcdef"]}
                """).registration())
                .isEqualTo(new Registration(
                        Optional.of("qcow2"),
                        Optional.of("bare"),
                        Optional.of("community"),
                        Optional.of(List.of("a", "b")),
                        Optional.of(true),
                        Optional.of(false),
                        Optional.of(Map.of("os_distro", "debian", "hw_cpu_sockets", "2")),
                        Optional.of(List.of("dev", "0123456789abcdef0123456789abcdef"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " {\n}\n", "{\"name\": null, \"segmentSize\": null, \"minRam\": null}"})
    void needsNoField(String content) throws Exception {
        assertThat(read(content)).isEqualTo(Sidecar.NONE);
        assertThat(Sidecar.NONE.segmentSize()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"\"10MiB\", 10485760", "\"4096\", 4096", "4096, 4096", "5368709120, 5368709120"})
    void readsASizeAsTextOrNumber(String written, long bytes) throws Exception {
        assertThat(read("{\"segmentSize\": " + written + "}").segmentSize()).contains(bytes);
    }

    @Test
    void refusesASizeThatIsNone() throws Exception {
        Sidecar sidecar = read("{\"segmentSize\": \"big\"}");
        assertThatThrownBy(sidecar::segmentSize)
                .isInstanceOf(ImageRefused.class)
                .hasMessageContainingAll("segmentSize is 'big'", "1000MiB, 1GiB or a number of bytes");
        assertThatThrownBy(read("{\"segmentSize\": -1}")::segmentSize).hasMessageContaining("segmentSize is '-1'");
    }

    @Test
    void namesAFieldThatIsNotKnownAndThoseThatAre() {
        assertRefused("{\"minRAM\": 1}", "'minRAM'", "name, container, object, osType, segmentSize, minRam, minDisk");
        assertRefused("{\"segmentSizeText\": \"1\"}", "'segmentSizeText'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minRam      | \"2048\"",
                "minRam      | 2048.5",
                "minRam      | true",
                "minDisk     | 99999999999",
                "minDisk     | [1]",
                "name        | [\"a\"]",
                "name        | {}",
                "container   | true",
                "segmentSize | 1.5",
            })
    void namesTheFieldOfAWrongValue(String field, String value) {
        assertRefused("{\"" + field + "\": " + value + "}", "wrong value", "'" + field + "'");
    }

    @Test
    void namesTheLineThatIsNoJson() {
        assertRefused("{\n  \"name\": \"a\",\n  name: 1\n}", "is not JSON", "(line 3)");
        assertRefused("{\n  \"name\": \"a\"\n", "is not JSON");
        assertRefused("{} {}", "x.vmdk.json");
    }

    @Test
    void refusesAFieldThatIsThereTwice() {
        assertRefused("{\"name\": \"a\",\n \"name\": \"b\"}", "a field twice", "line 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "\"x\"", "7", "true"})
    void refusesWhatIsNoObject(String content) {
        assertRefused(content, "the sidecar");
    }

    @Test
    void refusesAFileThatIsTooLarge() throws Exception {
        String blanks = " ".repeat((64 << 10) - 2);
        assertThat(read(blanks + "{}")).isEqualTo(Sidecar.NONE);
        assertRefused(blanks + " {}", "64.0 KiB");
    }

    @Test
    void refusesALinkAndAFolder() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "{}");
        Files.createSymbolicLink(file, secret);
        assertThatThrownBy(() -> Sidecar.read(file))
                .isInstanceOf(ImageRefused.class)
                .hasMessageContaining("no regular file");
        Path directory = Files.createDirectory(folder.resolve("y.json"));
        assertThatThrownBy(() -> Sidecar.read(directory)).isInstanceOf(ImageRefused.class);
    }

    @ParameterizedTest
    @CsvSource({"sha256, abc", "md5, ''", "sha512, 0x12"})
    void aChecksumHasItsDigits(String field, String digits) throws Exception {
        Sidecar sidecar = read("{\"" + field + "\": \"" + digits + "\"}");

        assertThatThrownBy(sidecar::checksums)
                .isInstanceOf(ImageRefused.class)
                .hasMessageContaining(field + " is '" + digits + "'; it has ");
    }
}
