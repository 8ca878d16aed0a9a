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

    private URI objectStore(String... settings) throws Exception {
        return CloudEndpoints.objectStore(
                SettingsFixture.in(Path.of("spool"), settings), new ServiceCatalog(catalog, Optional.of("p1")));
    }

    /** What goes over plain http to another machine is warned of. */
    @Test
    void takesTheCatalogsWordAndWarnsOfWhatIsNotEncrypted() throws Exception {
        try (LogLines log = LogLines.of(CloudEndpoints.class)) {
            assertThat(objectStore()).isEqualTo(URI.create("http://swift.one/v1/AUTH_p"));
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains("WARN http://swift.one/v1/AUTH_p is not encrypted");
        }
    }

    @Test
    void prefersTheSettings() throws Exception {
        assertThat(objectStore(
                        "caravan.cloud.object-store-url", "http://s/v1/AUTH_x",
                        "caravan.cloud.region", "no region at all"))
                .isEqualTo(URI.create("http://s/v1/AUTH_x"));
    }

    @Test
    void fallsBackToTheHostsOfFujitsuK5WhereKeystoneIsItsOwn() throws Exception {
        catalog.clear();
        assertThat(objectStore(
                        "caravan.cloud.region", "uk-1",
                        "caravan.cloud.auth-url", "https://identity.uk-1.cloud.global.fujitsu.com/v3"))
                .isEqualTo(URI.create("https://objectstorage.uk-1.cloud.global.fujitsu.com/v1/AUTH_p1"));
    }

    @Test
    void sendsNoOtherCloudsTokenToFujitsuK5() {
        catalog.clear();
        assertThatThrownBy(() -> objectStore("caravan.cloud.region", "one"))
                .isInstanceOf(SignInException.class)
                .hasMessageContaining("caravan.cloud.object-store-url");
    }

    @Test
    void knowsTheObjectStoreByTheNameThatK5GivesIt() throws Exception {
        catalog.set(0, new ServiceCatalog.Endpoint("storage", "objectstorage", "one", "http://swift.one/v1/AUTH_p"));
        assertThat(objectStore()).isEqualTo(URI.create("http://swift.one/v1/AUTH_p"));
    }
}
