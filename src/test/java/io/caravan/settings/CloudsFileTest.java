package io.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.settings.CloudsFile.SearchPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudsFileTest {

    @TempDir
    private Path root;

    private Path first;
    private Path second;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeFolders() throws IOException {
        first = Files.createDirectory(root.resolve("first"));
        second = Files.createDirectory(root.resolve("second"));
    }

    private CloudsFile read(String cloud) throws IOException {
        return CloudsFile.read(cloud, new SearchPath(List.of(first, second), 1, environment));
    }

    private static String text(CloudsFile file, String name) throws IOException {
        return file.find(name).orElseThrow().text();
    }

    @Test
    void takesTheFirstFileOnThePath() throws IOException {
        Files.writeString(second.resolve("clouds.yaml"), "clouds: {a: {region_name: second}}");
        assertThat(text(read("a"), "region_name")).isEqualTo("second");
        Files.writeString(first.resolve("clouds.json"), "{\"clouds\": {\"a\": {\"region_name\": \"json\"}}}");
        assertThat(text(read("a"), "region_name")).isEqualTo("json");
        Files.writeString(first.resolve("clouds.yml"), "clouds: {a: {region_name: yml}}");
        assertThat(text(read("a"), "region_name")).isEqualTo("yml");
        environment.put(
                "OS_CLIENT_CONFIG_FILE",
                Files.writeString(root.resolve("mine"), "clouds: {a: {region_name: mine}}")
                        .toString());
        assertThat(text(read("a"), "region_name")).isEqualTo("mine");
    }

    @Test
    void looksForSecretsBesideAFileThatIsNamedFirst() throws IOException {
        Path beside = Files.createDirectory(root.resolve("beside"));
        environment.put(
                "OS_CLIENT_CONFIG_FILE",
                Files.writeString(beside.resolve("mine.yaml"), "clouds: {a: {}}")
                        .toString());
        Files.writeString(first.resolve("secure.yaml"), "clouds: {a: {password: callers}}");
        assertThat(read("a").find("password")).isEmpty();
        Files.writeString(second.resolve("secure.yaml"), "clouds: {a: {password: second}}");
        assertThat(text(read("a"), "password")).isEqualTo("second");
        Files.writeString(beside.resolve("secure.yaml"), "clouds: {a: {password: beside}}");
        assertThat(text(read("a"), "password")).isEqualTo("beside");
    }

    @Test
    void takesAPipe() throws IOException {
        try (Pipe pipe = Pipe.of(root, "clouds: {a: {region_name: piped}}")) {
            environment.put("OS_CLIENT_CONFIG_FILE", pipe.path().toString());
            assertThat(text(read("a"), "region_name")).isEqualTo("piped");
        }
    }

    @Test
    void looksWhereOthersLook() {
        assertThat(SearchPath.usual(Path.of("/called/in"), Map.of("HOME", "/home/me", "XDG_CONFIG_HOME", "/xdg"))
                        .folders())
                .containsExactly(
                        Path.of("/called/in"),
                        Path.of("").toAbsolutePath(),
                        Path.of("/xdg/openstack"),
                        Path.of("/home/me/.config/openstack"),
                        Path.of("/etc/openstack"));
    }

    /** Whoever has written the one would have the password of the other sent to him. */
    @Test
    void whatLiesInTheCallersFolderGetsNothingOutOfTheConfigurationNorGivesIt() throws IOException {
        Files.writeString(first.resolve("clouds.yaml"), "clouds: {a: {auth_url: 'http://evil', profile: p}}");
        Files.writeString(second.resolve("secure.yaml"), "clouds: {a: {password: mine}}");
        Files.writeString(second.resolve("clouds-public.yaml"), "public-clouds: {p: {auth: {password: mine}}}");
        assertThat(read("a").find("password")).isEmpty();
        Files.writeString(first.resolve("secure.yaml"), "clouds: {a: {password: evils}}");
        assertThat(text(read("a"), "password")).isEqualTo("evils");

        Files.delete(first.resolve("clouds.yaml"));
        Files.writeString(first.resolve("clouds-public.yaml"), "public-clouds: {q: {auth_url: 'http://evil'}}");
        Files.writeString(second.resolve("clouds.yaml"), "clouds: {a: {profile: q}}");
        assertThat(text(read("a"), "password")).isEqualTo("mine");
        assertThat(read("a").find("auth_url")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"clouds.yaml, rw-rw-rw-", "clouds.yaml, rw--w----", ", rwxrwxrwx", "secure.yaml, rw-rw-rw-"})
    void readsNothingThatOthersCanWrite(String file, String mode) throws IOException {
        Files.writeString(second.resolve("clouds.yaml"), "clouds: {a: {}}");
        Files.writeString(second.resolve("secure.yaml"), "clouds: {a: {password: mine}}");
        Path open = file == null ? second : second.resolve(file);
        if (mode.contains("rw--w")) {
            // a group of one's own is nobody else
            Files.setAttribute(open, "unix:gid", 12345);
        }
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> read("a"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(second.toString(), "can be written to by others");
    }

    @Test
    void readsNothingThatAnotherUserHasWritten() throws IOException {
        Path file = Files.writeString(first.resolve("clouds.yaml"), "clouds: {a: {}}");
        Files.setAttribute(file, "unix:uid", 12345);
        assertThatThrownBy(() -> read("a")).hasMessageContaining("belongs to user 12345");
    }

    @Test
    void laysSecretsOverItAndProfilesUnderIt() throws IOException {
        Files.writeString(second.resolve("clouds.yaml"), """
                clouds:
                  a:
                    profile: vendor
                    auth: {username: me, password: wrong}
                """);
        Files.writeString(second.resolve("secure.yaml"), "clouds: {a: {auth: {password: right}}}");
        Files.writeString(
                second.resolve("clouds-public.yaml"),
                "public-clouds: {vendor: {auth: {auth_url: 'http://v', username: none}, interface: internal}}");
        CloudsFile file = read("a");
        assertThat(text(file, "password")).isEqualTo("right");
        assertThat(text(file, "username")).isEqualTo("me");
        assertThat(text(file, "auth_url")).isEqualTo("http://v");
        assertThat(text(file, "interface")).isEqualTo("internal");
    }

    @Test
    void readsValuesAsTheyAreWritten() throws IOException {
        Files.writeString(first.resolve("clouds.yaml"), """
                common: &common {region_name: r, interface: internal}
                clouds:
                  a:
                    <<: *common
                    interface: admin
                    project_id: 00123456789012345678901234567890
                    auth: {password: 1e3, username: on, key: 2001-01-01, user_id: ~, cert: ''}
                """);
        CloudsFile file = read("a");
        assertThat(text(file, "project_id")).isEqualTo("00123456789012345678901234567890");
        assertThat(text(file, "password")).isEqualTo("1e3");
        assertThat(text(file, "username")).isEqualTo("on");
        assertThat(text(file, "key")).isEqualTo("2001-01-01");
        assertThat(text(file, "region_name")).isEqualTo("r");
        assertThat(text(file, "interface")).isEqualTo("admin");
        assertThat(file.find("user_id")).isEmpty();
        assertThat(file.find("cert")).isEmpty();
    }

    @Test
    void namesTheCloudsThatThereAre() throws IOException {
        Path file = Files.writeString(first.resolve("clouds.yaml"), "clouds: {a: {}, b: {}}");
        assertThatThrownBy(() -> read("c")).hasMessage(file + " has no cloud of that name; there are a, b");
    }

    @Test
    void namesThePlacesWhereItHasLooked() {
        assertThatThrownBy(() -> read("a")).hasMessageContainingAll("there is no clouds.yaml", first.toString());
        environment.put("OS_CLIENT_CONFIG_FILE", "/no/such");
        assertThatThrownBy(() -> read("a"))
                .hasMessage("OS_CLIENT_CONFIG_FILE=/no/such (environment): there is no such file");
    }

    @Test
    void anUnknownProfileIsNamedAndTheEntryGoesWithoutIt() throws IOException {
        Files.writeString(first.resolve("clouds.yaml"), "clouds: {a: {profile: rackspace, region_name: r}}");
        assertThat(text(read("a"), "region_name")).isEqualTo("r");
        assertThat(read("a").unknownProfile()).map(CloudsFile.Value::text).contains("rackspace");
    }

    @Test
    void ofInterfacesInAListTheFirstIsTaken() throws IOException {
        Files.writeString(first.resolve("clouds.yaml"), "clouds: {a: {interface: [internal, public]}}");
        assertThat(text(read("a"), "interface")).isEqualTo("internal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a, b]",
                "clouds: [a]",
                "clouds: {a: text}",
                "clouds: {a: !!javax.script.ScriptEngineManager [geheim]}",
                "clouds: {a: !!python/object:os.system {args: geheim}}",
                "clouds: {a: {password: 'geheim",
                "clouds:\n\t- geheim",
                "clouds: {a: {password: *geheim}}",
                "clouds: {a: {password: !geheim}}",
                "clouds: {a: {password: %geheim}}",
                "clouds: {a: {password: @geheim}}",
                "clouds: {a: {password: `geheim}}",
                "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [" + "*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c"
                        + ",*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]",
                "clouds: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
            })
    void refusesWhatIsNoSuchFileNamingItAndNoSecret(String yaml) throws IOException {
        Path file = Files.writeString(first.resolve("clouds.yaml"), yaml);
        assertThatThrownBy(() -> read("a"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.toString())
                .message()
                .doesNotContain("geheim");
    }

    @Test
    void saysInWhichLineAValueWantsQuotes() throws IOException {
        Path file = Files.writeString(first.resolve("clouds.yaml"), "clouds:\n  a:\n    password: *hunter2\n");
        assertThatThrownBy(() -> read("a"))
                .hasMessage(file + ": is no YAML that can be read in line 3"
                        + " (a value that begins with * ! & % @ or ` must be quoted)");
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        Path file = Files.writeString(first.resolve("clouds.yaml"), "#".repeat((1 << 20) + 1));
        assertThatThrownBy(() -> read("a")).hasMessage(file + ": is larger than 1.0 MiB");
    }
}
