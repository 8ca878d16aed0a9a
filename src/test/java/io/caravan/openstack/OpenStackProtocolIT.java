package io.caravan.openstack;

import io.caravan.protocol.Cloud;
import io.caravan.protocol.ProtocolSuite;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;

/** The real Keystone and Swift answer as Caravan expects, and as its sandbox does. */
class OpenStackProtocolIT extends ProtocolSuite {
    private static Properties properties;

    @BeforeAll
    static void find() throws IOException {
        properties = new Properties();
        Path file = Path.of(System.getProperty("openstack.cloud", "target/openstack/cloud.properties"));
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
    }

    private static Cloud.User user(String name) {
        return new Cloud.User(
                name,
                properties.getProperty("user." + name + ".id"),
                properties.getProperty("user." + name + ".password"));
    }

    @Override
    protected Cloud cloud() {
        String projectId = properties.getProperty("project.id");
        return new Cloud(
                URI.create(properties.getProperty("keystone")),
                URI.create(properties.getProperty("swift") + "/v1/AUTH_" + projectId),
                properties.getProperty("region"),
                properties.getProperty("domain"),
                properties.getProperty("project"),
                projectId,
                user("courier"),
                user("reader"),
                user("bystander"),
                new Cloud.Credential("", "", ""));
    }
}
