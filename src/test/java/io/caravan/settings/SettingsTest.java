package io.caravan.settings;

import static io.caravan.settings.SettingsFixture.problems;
import static io.caravan.settings.SettingsFixture.withNeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.settings.Credentials.Domain;
import io.caravan.settings.Settings.Project;
import io.caravan.text.Secret;
import io.caravan.text.Timetable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void hasADefaultForAllThatNeedNotBeGiven() throws Exception {
        Settings settings = Settings.read(withNeeded());
        Path spool = Path.of("spool").toAbsolutePath();
        assertThat(settings.spool()).isEqualTo(new Settings.Spool(spool));
        assertThat(settings.inbox())
                .isEqualTo(new Settings.Inbox(Duration.ofSeconds(5), false, Set.of("images"), 2L << 40));
        assertThat(settings.image().container()).isEqualTo("images");
        assertThat(settings.image().inspection()).isEmpty();
        assertThat(settings.image().replace()).isEqualTo(ImageSettings.Replace.KEEP);
        assertThat(settings.image().keepObject()).isFalse();
        assertThat(settings.image().registration()).isEqualTo(Registration.NONE);
        assertThat(settings.upload()).isEqualTo(new Settings.Upload(1000L << 20, 4, 2, Settings.Manifest.DLO));
        assertThat(settings.imports())
                .isEqualTo(new Settings.Imports(
                        "auto",
                        Duration.ofMinutes(1),
                        Duration.ofHours(36),
                        Duration.ofMinutes(30),
                        false,
                        Settings.GlanceMethod.AUTO,
                        List.of()));
        assertThat(settings.retry())
                .isEqualTo(new Settings.Retry(
                        3, Duration.ofSeconds(1), Duration.ofMinutes(5), 25, Duration.ofSeconds(30)));
        assertThat(settings.sandbox())
                .isEqualTo(new Settings.Sandbox(17500, spool.resolve(".sandbox"), Settings.Sandbox.Flavour.STOCK));
        assertThat(settings.kept().doneImages()).isTrue();
        assertThat(settings.cloud())
                .isEqualTo(new Settings.Cloud(
                        URI.create("http://keystone.test/v3"),
                        new Credentials.Password(
                                new Credentials.User.ByName("demo", new Domain.ByName("Default")),
                                new Secret("geheim")),
                        Optional.empty(),
                        Optional.empty(),
                        "public",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new Transport(
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(2),
                                Tls.USUAL,
                                Proxies.NONE,
                                new Transport.Limit(Timetable.UNLIMITED, true))));
    }

    @Test
    void keepsAllFoldersOfTheSpoolInOne() {
        Settings.Spool spool = new Settings.Spool(Path.of("/s"));
        assertThat(List.of(spool.inbox(), spool.work(), spool.done(), spool.failed()))
                .containsExactly(Path.of("/s/inbox"), Path.of("/s/work"), Path.of("/s/done"), Path.of("/s/failed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "caravan.spool | /data/spool",
                "caravan.inbox.poll | 100ms",
                "caravan.inbox.settle | 0s",
                "caravan.inbox.done-file | true",
                "caravan.done.images | delete",
                "caravan.cloud.auth-url | https://k.example:5000/v3/",
                "caravan.cloud.username | x",
                "caravan.cloud.user-domain | contract",
                "caravan.cloud.project-id | 0123",
                "caravan.cloud.project-name | p",
                "caravan.cloud.project-domain | d",
                "caravan.cloud.region | RegionOne",
                "caravan.cloud.object-store-url | http://s.example:8080/v1/AUTH_x",
                "caravan.cloud.image-import-url | http://[::1]:9/vmimport",
                "caravan.http.connect-timeout | 1ms",
                "caravan.http.response-timeout | 1h",
                "caravan.image.container | my images",
                "caravan.image.os-type | centos",
                "caravan.segment.size | 1",
                "caravan.segment.size | 5GiB",
                "caravan.segment.parallel | 256",
                "caravan.images.parallel | 64",
                "caravan.manifest | dlo",
                "caravan.progress.interval | 1s",
                "caravan.import.service | none",
                "caravan.import.poll-interval | 1s",
                "caravan.import.deadline | 2d",
                "caravan.import.vmimport.credentials | true",
                "caravan.retry.repeats | 0",
                "caravan.retry.delay | 1ms",
                "caravan.retry.max-delay | 1ms",
                "caravan.verify.repeats | 10000",
                "caravan.verify.max-delay | 1ms",
                "caravan.notify | direct:x",
                "caravan.hand-off.images | seda:x",
                "caravan.hand-off.imports | seda:y",
                "caravan.dispatch.period | 1ms",
                "caravan.poll.period | 1ms",
                "caravan.sandbox.port | 0",
                "caravan.sandbox.port | 65535",
                "caravan.sandbox.data | /tmp/x",
                "caravan.sandbox.flavour | ceph",
            })
    void takesAValueAndHandsItOnToPlaceholders(String key, String value) throws Exception {
        assertThat(Settings.read(withNeeded(key, value)).values()).containsEntry(key, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "caravan.inbox.poll | 0s | a time such as 500ms, 30s, 5m, 36h, more than none",
                "caravan.inbox.settle | soon | a time such as",
                "caravan.inbox.done-file | yes | true or false",
                "caravan.done.images | Keep | one of keep, delete",
                "caravan.cloud.auth-url | keystone:5000/v3 | an http or https URL with a host",
                "caravan.cloud.auth-url | http:///v3 | an http or https URL with a host",
                "caravan.cloud.auth-url | http://a b/v3 | an http or https URL with a host",
                "caravan.cloud.object-store-url | ftp://s/v1 | an http or https URL with a host",
                "caravan.cloud.object-store-url | http://s/v1?x=1 | without user, query or fragment",
                "caravan.cloud.image-import-url | http://s/v1#x | without user, query or fragment",
                "caravan.http.connect-timeout | 10 | a time such as",
                "caravan.http.response-timeout | -1s | a time such as",
                "caravan.image.container | a/b | has no '/'",
                "caravan.image.container | .. | neither '.' nor '..'",
                "caravan.image.container | a_segments | lie the segments of other images",
                "caravan.inbox.containers | b/c | has no '/'",
                "caravan.inbox.max-size | 0 | from 1 to 97.7 TiB",
                "caravan.segment.size | 0 | a size such as 1000MiB, 1GiB or bytes, from 1 to 5.0 GiB",
                "caravan.segment.size | 5368709121 | from 1 to 5.0 GiB",
                "caravan.segment.size | 1GB | a size such as",
                "caravan.segment.parallel | 0 | a whole number from 1 to 256",
                "caravan.segment.parallel | 257 | a whole number from 1 to 256",
                "caravan.images.parallel | 99999999999 | a whole number from 1 to 64",
                "caravan.manifest | mlo | one of dlo, slo, auto",
                "caravan.progress.interval | 0ms | more than none",
                "caravan.import.poll-interval | 0s | more than none",
                "caravan.import.deadline | 1w | a time such as",
                "caravan.import.vmimport.credentials | TRUE | true or false",
                "caravan.retry.repeats | -1 | a whole number from 0 to 100",
                "caravan.retry.delay | 0s | more than none",
                "caravan.retry.max-delay | never | a time such as",
                "caravan.verify.repeats | 10001 | a whole number from 0 to 10000",
                "caravan.verify.max-delay | 0s | more than none",
                "caravan.dispatch.period | 0s | more than none",
                "caravan.poll.period | 0s | more than none",
                "caravan.sandbox.flavour | Ceph | one of stock, ceph, small, policies, bare, strict",
                "caravan.sandbox.port | 65536 | a whole number from 0 to 65535",
            })
    void refusesAValueAndNamesKeyValueAndWhatIsAllowed(String key, String value, String allowed) throws IOException {
        assertThat(problems(withNeeded(key, value)))
                .singleElement()
                .asString()
                .startsWith(key + "=" + value + ": ")
                .contains(allowed);
    }

    @ParameterizedTest
    @CsvSource({"caravan.spool", "caravan.sandbox.data"})
    void refusesAFolderThatNoFilesystemCanHave(String key) throws IOException {
        assertThat(problems(withNeeded(key, "a\0b")))
                .singleElement()
                .asString()
                .startsWith(key + "=")
                .endsWith("a folder's path");
    }

    @Test
    void complainsOfEverythingAtOnce() throws IOException {
        SettingsSource source = SettingsFixture.commandLine(Map.of(
                "caravan.segment.size", "big",
                "caravan.retry.delay", "0s",
                "caravan.colour", "blue",
                "caravan.cloud.project-id", "1",
                "caravan.cloud.project-name", "one"));
        assertThat(problems(source))
                .hasSize(7)
                .anySatisfy(line -> assertThat(line).startsWith("caravan.segment.size=big: "))
                .anySatisfy(line -> assertThat(line).startsWith("caravan.retry.delay=0s: "))
                .anySatisfy(line -> assertThat(line).startsWith("caravan.colour (-D): unknown setting"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("caravan.cloud.project-id, caravan.cloud.project-name: both"))
                .anySatisfy(line -> assertThat(line).startsWith("caravan.cloud.auth-url: missing"))
                .anySatisfy(line -> assertThat(line).startsWith("caravan.cloud.username: missing"))
                .anySatisfy(line -> assertThat(line).startsWith("caravan.cloud.password: missing"));
    }

    @Test
    void joinsTheProblemsInTheMessageOfTheException() throws IOException {
        SettingsException problem = org.assertj.core.api.Assertions.catchThrowableOfType(
                SettingsException.class, () -> Settings.read(SettingsFixture.commandLine(Map.of())));
        assertThat(problem.getMessage().lines().toList()).isEqualTo(problem.problems());
    }

    @ParameterizedTest
    @CsvSource({"de-1, true", "es-1, true", "fi-1, true", "uk-1, false", "jp-east-1, false"})
    void knowsFujitsuK5ByTheRegion(String region, boolean generation1) throws Exception {
        Settings settings = Settings.read(SettingsFixture.commandLine(Map.of(
                "caravan.cloud.region", region,
                "caravan.cloud.username", "demo",
                "caravan.cloud.password", "x")));
        assertThat(settings.cloud().authUrl())
                .isEqualTo(URI.create("https://identity." + region + ".cloud.global.fujitsu.com/v3"));
        assertThat(settings.imports().credentials()).isEqualTo(generation1);
    }

    @Test
    void prefersWhatIsSaidToWhatTheRegionImplies() throws Exception {
        Settings settings = Settings.read(
                withNeeded("caravan.cloud.region", "de-1", "caravan.import.vmimport.credentials", "false"));
        assertThat(settings.cloud().authUrl()).isEqualTo(URI.create("http://keystone.test/v3"));
        assertThat(settings.imports().credentials()).isFalse();
    }

    @Test
    void refusesARegionThatIsNoHostNameWhereKeystoneIsToBeFoundByIt() throws IOException {
        SettingsSource source = SettingsFixture.commandLine(Map.of(
                "caravan.cloud.region", "de 1",
                "caravan.cloud.username", "demo",
                "caravan.cloud.password", "x"));
        assertThat(problems(source)).singleElement().asString().startsWith("caravan.cloud.region=de 1: ");
    }

    @Test
    void takesTheUsersDomainForTheProjectsUnlessItIsGiven() throws Exception {
        assertThat(project("caravan.cloud.project-name", "p", "caravan.cloud.user-domain", "u"))
                .contains(new Project.ByName("p", new Domain.ByName("u")));
        assertThat(project(
                        "caravan.cloud.project-name",
                        "p",
                        "caravan.cloud.user-domain",
                        "u",
                        "caravan.cloud.project-domain",
                        "d"))
                .contains(new Project.ByName("p", new Domain.ByName("d")));
        assertThat(project("caravan.cloud.project-id", "7")).contains(new Project.ById("7"));
    }

    private static Optional<Project> project(String... pairs) throws Exception {
        return Settings.read(withNeeded(pairs)).cloud().project();
    }

    @Test
    void takesUrlsWithoutTheirLastSlashes() throws Exception {
        assertThat(Settings.read(withNeeded("caravan.cloud.auth-url", "http://k/v3//"))
                        .cloud()
                        .authUrl())
                .isEqualTo(URI.create("http://k/v3"));
    }

    @Test
    void acceptsAnyOperatingSystemWhereNothingIsImported() throws Exception {
        assertThat(Settings.read(withNeeded("caravan.import.service", "none", "caravan.image.os-type", "plan9"))
                        .image()
                        .osType())
                .contains("plan9");
    }

    @Test
    void readsTheSandboxWithoutACloud() throws Exception {
        Settings.Sandbox sandbox = Settings.readSandbox(
                SettingsFixture.commandLine(Map.of("caravan.sandbox.port", "0", "caravan.spool", "/s")));
        assertThat(sandbox).isEqualTo(new Settings.Sandbox(0, Path.of("/s/.sandbox"), Settings.Sandbox.Flavour.STOCK));
    }
}
