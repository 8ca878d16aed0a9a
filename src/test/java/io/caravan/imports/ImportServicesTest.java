package io.caravan.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.cloud.ServiceCatalog;
import io.caravan.cloud.ServiceCatalog.Endpoint;
import io.caravan.http.SignInException;
import io.caravan.settings.SettingsException;
import io.caravan.settings.SettingsFixture;
import io.caravan.settings.SettingsSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which service imports images, by the settings and by what the cloud has. */
class ImportServicesTest {

    private static final Endpoint VMIMPORT = new Endpoint("import", "vmimport", "one", "http://vmimport.one");
    private static final Endpoint GLANCE = new Endpoint("image", "glance", "one", "http://glance.one:9292");

    private final List<Endpoint> endpoints = new ArrayList<>();

    private ImportServices.Found found(String... settings) throws Exception {
        return ImportServices.find(
                SettingsFixture.in(Path.of("spool"), settings),
                new ServiceCatalog(endpoints, Optional.of("p1"), Map.of()));
    }

    @Test
    void takesVmimportWhereTheCatalogHasIt() throws Exception {
        endpoints.add(GLANCE);
        endpoints.add(VMIMPORT);

        assertThat(found().service().word()).isEqualTo("vmimport");
        assertThat(found().urls()).containsEntry("image-import", URI.create("http://vmimport.one"));
    }

    @Test
    void takesVmimportInARegionOfFujitsuK5() throws Exception {
        ImportServices.Found found = found(
                "caravan.cloud.region", "uk-1",
                "caravan.cloud.auth-url", "https://identity.uk-1.cloud.global.fujitsu.com/v3");

        assertThat(found.service().word()).isEqualTo("vmimport");
        assertThat(found.urls())
                .containsEntry("image-import", URI.create("https://vmimport.uk-1.cloud.global.fujitsu.com"));
    }

    @Test
    void takesTheUrlOfTheSettingsForTheServiceToBeThere() throws Exception {
        endpoints.add(GLANCE);

        assertThat(found("caravan.cloud.image-import-url", "http://i").urls())
                .containsEntry("image-import", URI.create("http://i"));
    }

    @Test
    void takesTheImageServiceOfAnyOtherCloud() throws Exception {
        endpoints.add(GLANCE);

        assertThat(found().service().word()).isEqualTo("glance");
    }

    /** Catalogs have it with the version of its API, and without. */
    @ParameterizedTest
    @CsvSource({
        "http://g:9292, http://g:9292",
        "http://g:9292/, http://g:9292",
        "http://g:9292/v2, http://g:9292",
        "http://g:9292/v2/, http://g:9292",
        "http://g/image/v2.0, http://g/image",
        "http://g/image, http://g/image",
        "http://g/image/v1, http://g/image"
    })
    void knowsTheImageServiceWithAndWithoutItsVersion(String told, String meant) throws Exception {
        assertThat(found("caravan.cloud.image-url", told).urls()).containsEntry("image", URI.create(meant));
    }

    @Test
    void importsNothingOnlyWhereThatIsSaid() throws Exception {
        assertThatThrownBy(this::found)
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll("no vmimport service", "no image service", "caravan.import.service=none");
        assertThat(found("caravan.import.service", "none").service().word()).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({"vmimport, caravan.cloud.image-import-url", "glance, caravan.cloud.image-url"})
    void namesTheKeyThatWouldHelp(String service, String key) {
        assertThatThrownBy(() -> found("caravan.import.service", service))
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll(key, "caravan.import.service=none");
    }

    @Test
    void sendsNoPasswordInTheClear() throws Exception {
        assertThatThrownBy(() -> found(
                        "caravan.cloud.image-import-url", "http://i",
                        "caravan.import.vmimport.credentials", "true"))
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll("http://i, is not encrypted", "caravan.import.vmimport.credentials");
        found("caravan.cloud.image-import-url", "http://[::1]:1", "caravan.import.vmimport.credentials", "true");
    }

    @Test
    void refusesAServiceThatThereIsNot() {
        assertThatThrownBy(() -> ImportServices.read(SettingsFixture.withNeeded("caravan.import.service", "vmimprt")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("caravan.import.service=vmimprt: one of auto, vmimport, glance, none");
    }

    @Test
    void refusesAnOperatingSystemThatVmimportDoesNotKnow() throws Exception {
        assertThatThrownBy(() -> ImportServices.read(SettingsFixture.withNeeded(
                        "caravan.import.service", "vmimport", "caravan.image.os-type", "plan9")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("caravan.image.os-type=plan9: ")
                .hasMessageContaining("vmimport knows win2008R2SE");
        endpoints.add(VMIMPORT);
        assertThatThrownBy(() -> found("caravan.image.os-type", "plan9"))
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll("caravan.image.os-type=plan9: ", "auto is vmimport here");
    }

    /** In K5's regions of generation 1 the request of an import carries the password. */
    @Test
    void vmimportOfGeneration1GoesWithAPasswordOnly() throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "caravan.cloud.application-credential-id", "a1",
                "caravan.cloud.application-credential-secret", "s",
                "caravan.cloud.auth-url", "https://identity.de-1.cloud.global.fujitsu.com/v3",
                "caravan.cloud.region", "de-1"));
        SettingsSource source = SettingsSource.of(Map.of(), settings, Map.of(), Path.of("no-such.properties"));
        assertThatThrownBy(() -> ImportServices.find(
                        ImportServices.read(source), new ServiceCatalog(endpoints, Optional.of("p1"), Map.of())))
                .isInstanceOf(SignInException.class)
                .hasMessageStartingWith("caravan.import.vmimport.credentials=true: ")
                .hasMessageContaining("application credential 'a1' does not have");
        settings.put("caravan.import.service", "vmimport");
        SettingsSource explicit = SettingsSource.of(Map.of(), settings, Map.of(), Path.of("no-such.properties"));
        assertThatThrownBy(() -> ImportServices.read(explicit)).isInstanceOf(SettingsException.class);
        settings.put("caravan.import.service", "none");
        ImportServices.read(SettingsSource.of(Map.of(), settings, Map.of(), Path.of("no-such.properties")));
    }
}
