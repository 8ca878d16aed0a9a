package io.caravan.settings;

import static io.caravan.settings.SettingsFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.settings.Credentials.Domain;
import io.caravan.settings.Settings.Project;
import io.caravan.text.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code caravan.cloud.*} before {@code OS_*} before {@code clouds.yaml}. */
class SignInSettingsTest {

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> own = new HashMap<>();

    @BeforeEach
    void signInByEnvironment() {
        environment.putAll(Map.of(
                "OS_AUTH_URL", "http://keystone.test:5000/v3",
                "OS_USERNAME", "uploader",
                "OS_PASSWORD", " p{{w}} ",
                "OS_USER_DOMAIN_NAME", "contract",
                "OS_PROJECT_NAME", "images",
                "OS_PROJECT_DOMAIN_NAME", "projects",
                "OS_REGION_NAME", "uk-1",
                "OS_INTERFACE", "internal",
                "OS_IDENTITY_API_VERSION", "3",
                "HOME", folder.toString()));
    }

    private SettingsSource source() throws IOException {
        return SettingsSource.of(environment, own, Map.of(), folder.resolve("none"));
    }

    private Settings.Cloud cloud() throws Exception {
        return Settings.readCloud(source());
    }

    private Path clouds(String yaml) throws IOException {
        Path file = folder.resolve("clouds.yaml");
        environment.put("OS_CLIENT_CONFIG_FILE", file.toString());
        return Files.writeString(file, yaml);
    }

    private static Credentials password(String user, String domain, String password) {
        return new Credentials.Password(
                new Credentials.User.ByName(user, new Domain.ByName(domain)), new Secret(password));
    }

    @Test
    void readsWhatAnOpenrcFileExports() throws Exception {
        Settings.Cloud cloud = cloud();
        assertThat(cloud.authUrl()).isEqualTo(URI.create("http://keystone.test:5000/v3"));
        assertThat(cloud.credentials()).isEqualTo(password("uploader", "contract", " p{{w}} "));
        assertThat(cloud.project()).contains(new Project.ByName("images", new Domain.ByName("projects")));
        assertThat(cloud.region()).contains(new Settings.Region("uk-1", "OS_REGION_NAME=uk-1 (environment)"));
        assertThat(cloud.reach()).isEqualTo("internal");
    }

    @Test
    void knowsTheOldNames() throws Exception {
        environment.keySet().removeAll(List.of("OS_PROJECT_NAME", "OS_INTERFACE"));
        environment.put("OS_TENANT_NAME", "old");
        environment.put("OS_ENDPOINT_TYPE", "adminURL");
        assertThat(cloud().project()).contains(new Project.ByName("old", new Domain.ByName("projects")));
        assertThat(cloud().reach()).isEqualTo("admin");
        environment.put("OS_TENANT_ID", "0ld");
        assertThat(cloud().project()).contains(new Project.ById("0ld"));
    }

    @Test
    void oneDomainForUserAndProjectNeedBeNamedOnce() throws Exception {
        environment.keySet().removeAll(List.of("OS_USER_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME"));
        environment.put("OS_DOMAIN_ID", "d1");
        assertThat(cloud().credentials().toString()).isEqualTo("user 'uploader' of domain with the id 'd1'");
        assertThat(cloud().project()).contains(new Project.ByName("images", new Domain.ById("d1")));
    }

    @Test
    void whatIsSaidToCaravanBeatsTheEnvironmentAsAWhole() throws Exception {
        environment.remove("OS_PROJECT_NAME");
        environment.put("OS_PROJECT_ID", "other");
        environment.put("OS_USER_ID", "other");
        own.putAll(Map.of(
                "caravan.cloud.project-name", "mine",
                "caravan.cloud.username", "me",
                "caravan.cloud.user-domain", "here",
                "caravan.cloud.interface", "public",
                "caravan.cloud.region", "here-1",
                "caravan.cloud.auth-url", "https://here.test/v3"));
        Settings.Cloud cloud = cloud();
        assertThat(cloud.project()).contains(new Project.ByName("mine", new Domain.ByName("projects")));
        assertThat(cloud.credentials()).isEqualTo(password("me", "here", " p{{w}} "));
        assertThat(cloud.reach()).isEqualTo("public");
        assertThat(cloud.region()).contains(new Settings.Region("here-1", "caravan.cloud.region=here-1"));
        assertThat(cloud.authUrl()).isEqualTo(URI.create("https://here.test/v3"));
    }

    @Test
    void theEnvironmentBeatsCloudsYaml() throws Exception {
        clouds("""
                clouds:
                  work:
                    auth: {auth_url: http://other.test, username: other, password: other, project_id: other}
                    region_name: other
                    verify: false
                """);
        environment.put("OS_CLOUD", "work");
        environment.put("OS_INSECURE", "false");
        Settings.Cloud cloud = cloud();
        assertThat(cloud.credentials()).isEqualTo(password("uploader", "contract", " p{{w}} "));
        assertThat(cloud.project()).contains(new Project.ByName("images", new Domain.ByName("projects")));
        assertThat(cloud.transport().tls()).isEqualTo(Tls.USUAL);
    }

    @Test
    void cloudsYamlFillsInWhatNobodyElseSays() throws Exception {
        environment.keySet().removeIf(name -> name.startsWith("OS_") && !name.equals("OS_PASSWORD"));
        Path file = clouds("""
                clouds:
                  work:
                    auth:
                      auth_url: http://other.test/identity/
                      user_id: u1
                      project_name: 0123
                      project_domain_id: default
                    region_name: r1
                    interface: adminURL
                    verify: no
                """);
        own.put("caravan.cloud.name", "work");
        Settings.Cloud cloud = cloud();
        assertThat(cloud.authUrl()).isEqualTo(URI.create("http://other.test/identity/v3"));
        assertThat(cloud.credentials())
                .isEqualTo(new Credentials.Password(new Credentials.User.ById("u1"), new Secret(" p{{w}} ")));
        assertThat(cloud.project()).contains(new Project.ByName("0123", new Domain.ById("default")));
        assertThat(cloud.region()).contains(new Settings.Region("r1", file + ", clouds.work.region_name=r1"));
        assertThat(cloud.reach()).isEqualTo("admin");
        assertThat(cloud.transport().tls().insecure()).isTrue();
    }

    @Test
    void authoritiesThatAreNamedForCaravanAreNotUndoneByInsecureElsewhere() throws Exception {
        TestCertificates authority = TestCertificates.of("EC", "dns:k.test");
        own.put(
                "caravan.cloud.cacert",
                Files.writeString(folder.resolve("ca.pem"), authority.certificatePem())
                        .toString());
        environment.put("OS_INSECURE", "true");
        Tls checked = new Tls(List.of(authority.certificate()), java.util.Optional.empty(), false);
        assertThat(cloud().transport().tls()).isEqualTo(checked);
        environment.put("OS_CACERT", own.remove("caravan.cloud.cacert"));
        own.put("caravan.cloud.insecure", "false");
        assertThat(cloud().transport().tls()).isEqualTo(checked);
    }

    @Test
    void whatOtherToolsGoByLiesWhereTheCommandIsCalled() throws Exception {
        TestCertificates authority = TestCertificates.of("EC", "dns:k.test");
        Path called = Files.createDirectory(folder.resolve("called"));
        own.put("caller.folder", called.toString());
        own.put("caravan.cloud.name", "work");
        Files.writeString(called.resolve("ca.pem"), authority.certificatePem());
        String yaml = "clouds: {work: {cacert: ca.pem, auth: {user_id: here}}}";
        Files.writeString(called.resolve("clouds.yaml"), yaml);
        environment.remove("OS_USERNAME");
        assertThat(cloud().transport().tls().authorities()).containsExactly(authority.certificate());

        Files.move(called.resolve("clouds.yaml"), called.resolve("mine.yaml"));
        environment.put("OS_CLIENT_CONFIG_FILE", "mine.yaml");
        assertThat(cloud().transport().tls().authorities()).containsExactly(authority.certificate());
        environment.put("OS_CACERT", "none.pem");
        assertThat(problems(source())).contains("OS_CACERT=none.pem (environment): is not there");
    }

    @Test
    void anApplicationCredentialIsBoundToItsProject() throws Exception {
        environment.keySet().removeAll(List.of("OS_USERNAME", "OS_PASSWORD"));
        environment.put("OS_APPLICATION_CREDENTIAL_ID", "a1");
        environment.put("OS_APPLICATION_CREDENTIAL_SECRET", "s");
        environment.put("OS_AUTH_TYPE", "v3applicationcredential");
        Settings.Cloud cloud = cloud();
        assertThat(cloud.credentials()).isEqualTo(new Credentials.ApplicationCredential("a1", new Secret("s")));
        assertThat(cloud.project()).isEmpty();
        own.put("caravan.cloud.project-name", "p");
        assertThat(problems(source()))
                .containsExactly(
                        "caravan.cloud.project-name=p: an application credential is bound to its own project; leave this out");
    }

    @Test
    void anApplicationCredentialMayBeNamedTogetherWithItsUser() throws Exception {
        environment.clear();
        own.putAll(Map.of(
                "caravan.cloud.auth-url", "http://k.test/v3",
                "caravan.cloud.application-credential-name", "caravan",
                "caravan.cloud.application-credential-secret-file",
                        Files.writeString(folder.resolve("secret"), "s\n").toString(),
                "caravan.cloud.username", "u",
                "caravan.cloud.user-domain-id", "d"));
        assertThat(cloud().credentials())
                .isEqualTo(new Credentials.NamedApplicationCredential(
                        "caravan", new Credentials.User.ByName("u", new Domain.ById("d")), new Secret("s")));
        assertThat(cloud().credentials().toString())
                .isEqualTo("application credential 'caravan' of user 'u' of domain with the id 'd'");
    }

    @Test
    void theStrongestPlaceDecidesWhatKindOfCredentialsItIs() throws Exception {
        clouds("clouds: {work: {auth: {application_credential_id: a1, application_credential_secret: s}}}");
        environment.put("OS_CLOUD", "work");
        assertThat(cloud().credentials()).isInstanceOf(Credentials.Password.class);
        environment.keySet().removeAll(List.of("OS_USERNAME", "OS_PASSWORD"));
        assertThat(cloud().credentials()).isEqualTo(new Credentials.ApplicationCredential("a1", new Secret("s")));
        own.put("caravan.cloud.username", "me");
        own.put("caravan.cloud.password", "mine");
        assertThat(cloud().credentials()).isEqualTo(password("me", "contract", "mine"));
    }

    @Test
    void theKindThatIsNamedBeatsWhatIsLeftOverFromAnotherCloud() throws Exception {
        clouds("clouds: {work: {auth_type: v3applicationcredential, auth: {application_credential_id: a1,"
                + " application_credential_secret: s}}}");
        environment.put("OS_CLOUD", "work");
        assertThat(cloud().credentials()).isEqualTo(new Credentials.ApplicationCredential("a1", new Secret("s")));
        environment.put("OS_AUTH_TYPE", "v3password");
        assertThat(cloud().credentials()).isInstanceOf(Credentials.Password.class);
        own.put("caravan.cloud.application-credential-id", "a2");
        own.put("caravan.cloud.application-credential-secret", "mine");
        assertThat(cloud().credentials()).isEqualTo(new Credentials.ApplicationCredential("a2", new Secret("mine")));
    }

    @Test
    void passwordAndApplicationCredentialInOnePlaceAreTooMuch() throws Exception {
        environment.put("OS_APPLICATION_CREDENTIAL_ID", "a1");
        environment.put("OS_APPLICATION_CREDENTIAL_SECRET", "s");
        assertThat(problems(source()))
                .singleElement()
                .asString()
                .startsWith("OS_PASSWORD (environment), OS_APPLICATION_CREDENTIAL_ID (environment): both are set");
        environment.put("OS_AUTH_TYPE", "password");
        assertThat(cloud().credentials()).isInstanceOf(Credentials.Password.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OS_AUTH_URL | keystone:5000 | an http or https URL with a host",
                "OS_AUTH_URL | http://k.test/v2.0 | Keystone v3 is needed",
                "OS_AUTH_URL | http://k.test:65536/v3 | a port from 1 to 65535",
                "http_proxy | http://p.test:99999 | a proxy such as",
                "https_proxy | http://p.test:0 | a proxy such as",
                "OS_INTERFACE | sideways | one of public, internal, admin",
                "OS_AUTH_TYPE | v3token | one of password, v3password, v3applicationcredential",
                "OS_IDENTITY_API_VERSION | 2 | 3 is the only version",
                "OS_INSECURE | perhaps | true or false",
                "OS_CACERT | /no/such/file | is not there",
                "https_proxy | ftp://p | a proxy such as",
            })
    void namesTheVariableThatWillNotDo(String name, String value, String words) throws IOException {
        environment.put(name, value);
        assertThat(problems(source()))
                .singleElement()
                .asString()
                .startsWith(name + "=" + value + " (environment): ")
                .contains(words);
    }

    @Test
    void namesTheVariableThatAsksForACloudWhichIsNotThere() throws IOException {
        environment.clear();
        environment.put("OS_CLOUD", "play");
        Path file = clouds("clouds: {work: {}}");
        assertThat(problems(source()))
                .containsExactly("OS_CLOUD=play (environment): " + file + " has no cloud of that name; there are work");
    }

    @Test
    void anUnknownProfileMattersOnlyWhereSomethingIsMissing() throws Exception {
        environment.clear();
        String entry = "auth_url: http://k.test, username: u";
        clouds("clouds: {work: {profile: vendor, auth: {" + entry + ", password: p}}}");
        own.put("caravan.cloud.name", "work");
        assertThat(cloud().authUrl()).isEqualTo(URI.create("http://k.test/v3"));
        Path file = clouds("clouds: {work: {profile: vendor, auth: {" + entry + "}}}");
        assertThat(problems(source()))
                .singleElement()
                .asString()
                .startsWith("caravan.cloud.password: missing")
                .contains("(" + file + ", clouds.work.profile=vendor: no clouds-public.yaml has this profile");
    }

    @Test
    void whereSwiftIsMayStandInCloudsYaml() throws Exception {
        Path file = clouds("clouds: {work: {object_store_endpoint_override: 'http://s.test/v1/AUTH_1/'}}");
        environment.put("OS_CLOUD", "work");
        assertThat(cloud().objectStoreUrl()).contains(URI.create("http://s.test/v1/AUTH_1"));
        own.put("caravan.cloud.object-store-url", "http://mine.test/v1/AUTH_1");
        assertThat(cloud().objectStoreUrl()).contains(URI.create("http://mine.test/v1/AUTH_1"));
        own.clear();
        clouds("clouds: {work: {object_store_endpoint_override: 's.test'}}");
        assertThat(problems(source()))
                .singleElement()
                .asString()
                .startsWith(file + ", clouds.work.object_store_endpoint_override=s.test: an http or https URL");
    }

    @Test
    void namesFileAndEntryThatWillNotDo() throws IOException {
        environment.clear();
        Path file = clouds("""
                clouds:
                  work:
                    auth: {auth_url: 'http://me:geheim@k', username: [a], password: {a: b}}
                    interface: sideways
                    verify: maybe
                """);
        environment.put("OS_CLOUD", "work");
        String place = file + ", clouds.work.";
        assertThat(problems(source()))
                .contains(
                        place + "auth.username: a text is needed, and here is a list",
                        place + "auth.password: a text is needed, and here is a mapping",
                        place + "interface=sideways: one of public, internal, admin",
                        place + "verify=maybe: true or false")
                .anyMatch(line -> line.startsWith(place + "auth.auth_url=http://********@k: an http or https URL"))
                .noneMatch(line -> line.contains("geheim"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://p.test:3128", "p.test:3128", "http://u%40x:p%3Aw@p.test:3128/"})
    void takesAProxyWithOrWithoutALogin(String proxy) throws Exception {
        own.put("caravan.http.proxy", proxy);
        Proxies proxies = cloud().transport().proxies();
        Proxies.Proxy found = proxies.on("http", "127.0.0.1", 80).orElseThrow();
        assertThat(found.host() + ":" + found.port()).isEqualTo("p.test:3128");
        if (proxy.contains("@")) {
            assertThat(found.login()).contains(new Proxies.Login("u@x", new Secret("p:w")));
        }
        Settings settings = Settings.read(source());
        assertThat(settings.toString()).doesNotContain("p:w").doesNotContain("p%3Aw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"caravan.cloud.auth-url", "caravan.cloud.object-store-url", "caravan.cloud.image-import-url"})
    void neverShowsALoginInAUrlAndNamesThePortThatIsNone(String key) throws IOException {
        own.put(key, "https://bob:pa/ss@w0rd@host.test/v3");
        assertThat(problems(source())).singleElement().asString().startsWith(key + "=https://********@host.test/v3: ");
        own.put(key, "https://host.test:70000/v3");
        assertThat(problems(source()))
                .singleElement()
                .asString()
                .contains(key + "=https://host.test:70000/v3", "65535");
    }

    @Test
    void neverShowsTheLoginOfAProxyThatWillNotDo() throws IOException {
        own.put("caravan.http.proxy", "https://u:geheim@p.test");
        assertThat(problems(source()))
                .singleElement()
                .asString()
                .startsWith("caravan.http.proxy=https://********@p.test: a proxy such as");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "http  | swift.test     | 80   | plain.test",
                "https | swift.test     | 443  | secure.test",
                "https | 127.0.0.1      | 443  | -",
                "https | [::1]          | 443  | -",
                "http  | localhost      | 80   | -",
                "http  | inside.test    | 80   | -",
                "http  | a.inside.test  | 80   | -",
                "http  | notinside.test | 80   | plain.test",
                "http  | a.dotted.test  | 80   | -",
                "http  | port.test      | 8080 | -",
                "http  | port.test      | 80   | plain.test",
                "http  | 10.1.2.3       | 80   | -",
                "http  | 11.1.2.3       | 80   | plain.test",
                "http  | 10.example.com | 80   | plain.test",
            })
    void honoursTheProxiesOfTheEnvironmentForOtherHosts(String scheme, String host, int port, String proxy)
            throws Exception {
        environment.putAll(Map.of(
                "http_proxy", "http://plain.test:1",
                "HTTPS_PROXY", "http://secure.test:2",
                "NO_PROXY", "inside.test, .dotted.test,port.test:8080 10.0.0.0/8"));
        assertThat(cloud().transport().proxies().on(scheme, host, port).map(Proxies.Proxy::host))
                .isEqualTo(java.util.Optional.ofNullable(proxy));
    }

    @Test
    void nothingOfItMattersWhereTheCloudIsGivenAsAWhole() throws Exception {
        environment.put("OS_CLOUD", "no such");
        environment.put("OS_CACERT", "/no/such");
        environment.put("http_proxy", "nonsense://");
        own.put("caravan.http.proxy", "nonsense://");
        own.put("caravan.cloud.name", "no such");
        Settings.Cloud cloud = Settings.readCloud(source().withOnly("caravan.cloud.", SettingsFixture.NEEDED));
        assertThat(cloud).isEqualTo(Settings.readCloud(SettingsFixture.withNeeded()));
    }

    @Test
    void aRegionOfTheEnvironmentSendsNoPasswordToFujitsuK5() throws IOException {
        environment.remove("OS_AUTH_URL");
        assertThat(problems(source())).singleElement().asString().startsWith("caravan.cloud.auth-url: missing");
    }
}
