package io.caravan.protocol;

import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.keystone.DemoAccount;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox answers as the real services do. */
class SandboxProtocolTest extends ProtocolSuite {
    private static Sandbox sandbox;

    @BeforeAll
    static void start(@TempDir Path data) throws IOException {
        Expectations.forgetTokens();
        sandbox = Sandbox.start(SandboxOptions.defaults(data));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Override
    protected Cloud cloud() {
        return cloudOf(sandbox);
    }

    static Cloud cloudOf(Sandbox sandbox) {
        return new Cloud(
                sandbox.identityUrl(),
                sandbox.objectStoreUrl(),
                sandbox.imageUrl(),
                DemoAccount.REGION,
                DemoAccount.DOMAIN,
                DemoAccount.PROJECT,
                sandbox.objectStoreUrl().getPath().replaceFirst(".*AUTH_", ""),
                new Cloud.User(DemoAccount.USER, "", DemoAccount.PASSWORD),
                new Cloud.User(DemoAccount.READER, "", DemoAccount.READER),
                new Cloud.User(DemoAccount.BYSTANDER, "", DemoAccount.BYSTANDER),
                new Cloud.Credential(
                        DemoAccount.APPLICATION_CREDENTIAL_ID,
                        DemoAccount.APPLICATION_CREDENTIAL_NAME,
                        DemoAccount.APPLICATION_CREDENTIAL_SECRET));
    }
}
