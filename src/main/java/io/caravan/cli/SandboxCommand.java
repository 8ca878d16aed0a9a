package io.caravan.cli;

import io.caravan.cli.console.Definitions;
import io.caravan.cli.demo.EmbeddedCloud;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.keystone.DemoAccount;
import io.caravan.settings.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code caravan sandbox}: the embedded cloud alone. */
@Command(
        name = "sandbox",
        description =
                "Runs the embedded cloud alone until it is told to end (SIGTERM, Ctrl-C). Of the settings it reads caravan.spool and caravan.sandbox.*",
        mixinStandardHelpOptions = true)
public final class SandboxCommand implements Callable<Integer> {

    @Mixin
    private Definitions definitions;

    @Override
    public Integer call() throws Exception {
        Settings.Sandbox settings = Settings.readSandbox(definitions.source(Map.of()));
        Sandbox sandbox = EmbeddedCloud.start(settings);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            sandbox.close();
            ended.countDown();
        }));
        System.out.printf(
                """
                Caravan sandbox: an embedded cloud on http://127.0.0.1:%d
                Nothing leaves this machine.
                  caravan.cloud.auth-url     = %s
                  caravan.cloud.username     = %s
                  caravan.cloud.user-domain  = %s
                  caravan.cloud.project-name = %s
                  caravan.cloud.region       = %s
                  objects:  %s/<container>/<object>
                  requests: %s
                The daemon's password: export CARAVAN_CLOUD_PASSWORD=%s    Ctrl-C ends it.
                """,
                sandbox.port(),
                sandbox.identityUrl(),
                DemoAccount.USER,
                DemoAccount.DOMAIN,
                DemoAccount.PROJECT,
                DemoAccount.REGION,
                sandbox.objectStoreUrl(),
                settings.data().resolve("requests.log"),
                DemoAccount.PASSWORD);
        ended.await();
        return 0;
    }
}
