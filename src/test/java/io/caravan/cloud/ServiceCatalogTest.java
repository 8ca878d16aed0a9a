package io.caravan.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.http.SignInException;
import io.caravan.settings.Settings.Region;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceCatalogTest {

    private static final Optional<Region> ANYWHERE = Optional.empty();

    private final ServiceCatalog catalog = catalog("""
            {"catalog": [
              {"type": "object-store", "name": "swift", "endpoints": [
                {"interface": "internal", "region_id": "one", "url": "http://inside/v1/AUTH_p"},
                {"interface": "admin", "region_id": "one", "url": "http://admin/v1"},
                {"interface": "public", "region_id": "one", "region": "old name", "url": "http://one/v1/AUTH_p/"},
                {"interface": "public", "region": "two", "url": "http://two/v1/AUTH_p"}]},
              {"type": "import", "name": "vmimport", "endpoints": [
                {"interface": "public", "region_id": "one", "url": "https://vmimport.one"}]},
              {"type": "broken", "endpoints": [{"interface": "public", "region_id": "one", "url": "http://a b"}]}
            ]}""");

    private static ServiceCatalog catalog(String token) {
        return catalog(token, "public");
    }

    private static ServiceCatalog catalog(String token, String reach) {
        try {
            return ServiceCatalog.of(new ObjectMapper().readTree(token), reach);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void findsThePublicEndpointOfARegion() throws SignInException {
        assertThat(catalog.find("object-store", in("one"))).contains(URI.create("http://one/v1/AUTH_p"));
        assertThat(catalog.find("object-store", in("two"))).contains(URI.create("http://two/v1/AUTH_p"));
    }

    @Test
    void findsAServiceByTypeOrByName() throws SignInException {
        assertThat(catalog.find("import", ANYWHERE)).contains(URI.create("https://vmimport.one"));
        assertThat(catalog.find("vmimport", ANYWHERE)).contains(URI.create("https://vmimport.one"));
    }

    private static Optional<Region> in(String name) {
        return Optional.of(new Region(name, "OS_REGION_NAME=" + name + " (environment)"));
    }

    @Test
    void hasNothingOfAServiceThatIsNotThere() throws SignInException {
        assertThat(catalog.find("image", ANYWHERE)).isEmpty();
        assertThat(catalog.find("image", in("one"))).isEmpty();
        assertThat(catalog("{}").find("object-store", ANYWHERE)).isEmpty();
        assertThat(catalog("{\"catalog\": null}").find("object-store", ANYWHERE))
                .isEmpty();
    }

    @Test
    void asksForTheRegionWhenThereAreSeveral() {
        assertThatThrownBy(() -> catalog.find("object-store", ANYWHERE))
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll("caravan.cloud.region", "object-store", "[one, two]");
    }

    @Test
    void namesTheRegionsThatThereAre() {
        assertThatThrownBy(() -> catalog.find("vmimport", in("two")))
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll("OS_REGION_NAME=two (environment): ", "vmimport", "[one]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "swift.test/v1",
                "ftp://swift.test",
                "http:///v1",
                "http://swift.test:99999/v1",
                "http://u:geheim@swift.test/v1"
            })
    void refusesAUrlThatNoRequestCanGoTo(String url) {
        ServiceCatalog broken =
                catalog("{\"catalog\": [{\"type\": \"object-store\", \"endpoints\": [{\"url\": \"" + url + "\"}]}]}");
        assertThatThrownBy(() -> broken.find("object-store", ANYWHERE))
                .isInstanceOf(SignInException.class)
                .hasMessageStartingWith("the catalog's URL of object-store is none that can be used: ")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void refusesAUrlThatIsNone() {
        assertThatThrownBy(() -> catalog.find("broken", ANYWHERE))
                .isInstanceOf(SignInException.class)
                .hasMessageContaining("http://a b");
    }

    @Test
    void findsTheEndpointOfTheInterfaceThatIsAskedForOrNamesTheOthers() throws SignInException {
        String token = """
                {"catalog": [
                  {"type": "object-store", "name": "swift", "endpoints": [
                    {"interface": "public", "region_id": "one", "url": "http://outside"},
                    {"interface": "internal", "region_id": "one", "url": "http://inside"}]},
                  {"type": "import", "name": "vmimport", "endpoints": [
                    {"interface": "public", "region_id": "one", "url": "http://import"},
                    {"interface": "admin", "region_id": "one", "url": "http://admin"}]}]}""";
        assertThat(catalog(token, "internal").find("object-store", ANYWHERE)).contains(URI.create("http://inside"));
        assertThatThrownBy(() -> catalog(token, "internal").find("vmimport", ANYWHERE))
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll("caravan.cloud.interface", "vmimport", "[admin, public]");
    }
}
