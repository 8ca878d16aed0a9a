package io.caravan.openstack;

import io.caravan.protocol.Cloud;
import io.caravan.protocol.FlavourSuite;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** The real cloud answers as the table of clouds says. */
class FlavourIT extends FlavourSuite {

    private static OpenStackCloud services;

    @BeforeAll
    static void find() throws IOException {
        services = OpenStackCloud.find();
    }

    @Override
    protected Cloud cloud() {
        return services.describe(new Cloud.Credential("", "", ""));
    }

    @Override
    protected String flavour() {
        return services.flavour();
    }
}
