package io.caravan.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        return CloudEndpoints.of(SettingsFixture.in(Path.of("spool"), settings), new ServiceCatalog(catalog));
    }

    @Test
    void takesTheCatalogsWord() throws Exception {
        catalog.add(new ServiceCatalog.Endpoint("import", "vmimport", "one", "http://vmimport.one"));
        assertThat(endpoints())
                .isEqualTo(new CloudEndpoints(
                        URI.create("http://swift.one/v1/AUTH_p"), Optional.of(URI.create("http://vmimport.one"))));
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
    void fallsBackToTheHostsOfFujitsuK5() throws Exception {
        assertThat(endpoints("caravan.cloud.region", "one").imageImport())
                .contains(URI.create("https://vmimport.one.cloud.global.fujitsu.com"));
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
