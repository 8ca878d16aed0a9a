package io.caravan.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.LogLines;
import io.caravan.http.SignInException;
import io.caravan.settings.SettingsFixture;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloudEndpointsTest {

    private final List<ServiceCatalog.Endpoint> catalog = new ArrayList<>(
            List.of(new ServiceCatalog.Endpoint("object-store", "swift", "one", "http://swift.one/v1/AUTH_p")));

    private CloudEndpoints endpoints(String... settings) throws Exception {
        return CloudEndpoints.of(
                SettingsFixture.in(Path.of("spool"), settings), new ServiceCatalog(catalog, Optional.of("p1")));
    }

    @Test
    void takesTheCatalogsWord() throws Exception {
        catalog.add(new ServiceCatalog.Endpoint("import", "vmimport", "one", "http://vmimport.one"));
        assertThat(endpoints())
                .isEqualTo(new CloudEndpoints(
                        URI.create("http://swift.one/v1/AUTH_p"), Optional.of(URI.create("http://vmimport.one"))));
    }

    /** What goes over plain http to another machine is warned of; the password in a request never goes so. */
    @Test
    void sendsNoPasswordInTheClear() throws Exception {
        try (LogLines log = LogLines.of(CloudEndpoints.class)) {
            endpoints("caravan.cloud.image-import-url", "https://i");
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains("WARN http://swift.one/v1/AUTH_p is not encrypted");
        }
        assertThatThrownBy(() -> endpoints(
                        "caravan.cloud.image-import-url", "http://i",
                        "caravan.import.vmimport.credentials", "true"))
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll("http://i, is not encrypted", "caravan.import.vmimport.credentials");
        endpoints("caravan.cloud.image-import-url", "http://[::1]:1", "caravan.import.vmimport.credentials", "true");
    }

    @Test
    void prefersTheSettings() throws Exception {
        assertThat(endpoints(
                        "caravan.cloud.object-store-url", "http://s/v1/AUTH_x",
                        "caravan.cloud.image-import-url", "http://i",
                        "caravan.cloud.region", "no region at all"))
                .isEqualTo(new CloudEndpoints(URI.create("http://s/v1/AUTH_x"), Optional.of(URI.create("http://i"))));
    }

    @Test
    void fallsBackToTheHostsOfFujitsuK5WhereKeystoneIsItsOwn() throws Exception {
        catalog.clear();
        assertThat(endpoints(
                        "caravan.cloud.region", "uk-1",
                        "caravan.cloud.auth-url", "https://identity.uk-1.cloud.global.fujitsu.com/v3"))
                .isEqualTo(new CloudEndpoints(
                        URI.create("https://objectstorage.uk-1.cloud.global.fujitsu.com/v1/AUTH_p1"),
                        Optional.of(URI.create("https://vmimport.uk-1.cloud.global.fujitsu.com"))));
    }

    @Test
    void sendsNoOtherCloudsTokenToFujitsuK5() {
        assertThatThrownBy(() -> endpoints("caravan.cloud.region", "one"))
                .isInstanceOf(SignInException.class)
                .hasMessageContaining("caravan.cloud.image-import-url");
        catalog.clear();
        assertThatThrownBy(() -> endpoints("caravan.cloud.region", "one", "caravan.import.service", "none"))
                .isInstanceOf(SignInException.class)
                .hasMessageContaining("caravan.cloud.object-store-url");
    }

    @Test
    void knowsTheObjectStoreByTheNameThatK5GivesIt() throws Exception {
        catalog.set(0, new ServiceCatalog.Endpoint("storage", "objectstorage", "one", "http://swift.one/v1/AUTH_p"));
        assertThat(endpoints("caravan.import.service", "none").objectStore())
                .isEqualTo(URI.create("http://swift.one/v1/AUTH_p"));
    }

    @Test
    void needsNoImportServiceWhereNothingIsImported() throws Exception {
        assertThat(endpoints("caravan.import.service", "none").imageImport()).isEmpty();
    }

    @Test
    void namesTheKeyThatWouldHelp() {
        assertThatThrownBy(this::endpoints)
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll("caravan.cloud.image-import-url", "caravan.import.service=none");
        catalog.set(0, new ServiceCatalog.Endpoint("object-store", "swift", "region 1", "http://s/v1/AUTH_p"));
        assertThatThrownBy(() -> endpoints("caravan.cloud.region", "region 1"))
                .isInstanceOf(SignInException.class)
                .hasMessageContaining("caravan.cloud.image-import-url");
        catalog.clear();
        assertThatThrownBy(this::endpoints)
                .isInstanceOf(SignInException.class)
                .hasMessageContaining("caravan.cloud.object-store-url");
    }
}
