package io.caravan.protocol;

import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.keystone.DemoAccount;

/** The sandbox, as the suites want to know it. */
final class SandboxCloud {

    private SandboxCloud() {}

    static Cloud of(Sandbox sandbox) {
        return new Cloud(
                sandbox.identityUrl(),
                sandbox.objectStoreUrl(),
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
