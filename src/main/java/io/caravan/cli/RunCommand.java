package io.caravan.cli;

import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.LogSetup;
import io.caravan.cli.demo.EmbeddedCloud;
import io.caravan.daemon.Daemon;
import io.caravan.imports.ImportServices;
import io.caravan.sandbox.Sandbox;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsSource;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code caravan run}: the daemon. */
@Command(
        name = "run",
        description = "Watches the inbox until it is told to end (SIGTERM, Ctrl-C).",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

    @Mixin
    private Definitions definitions;

    @Option(
            names = "--sandbox",
            description = "Runs the embedded cloud beside the daemon; caravan.cloud.* is not looked at.")
    private boolean withSandbox;

    @Override
    public Integer call() throws Exception {
        if (!withSandbox) {
            return run(() -> definitions.source(Map.of()));
        }
        try (Sandbox sandbox = EmbeddedCloud.start(Settings.readSandbox(definitions.source(EmbeddedCloud.PRESETS)))) {
            System.out.println("sandbox: an embedded cloud on http://127.0.0.1:" + sandbox.port());
            return run(() -> EmbeddedCloud.leadingTo(sandbox, definitions.source(EmbeddedCloud.PRESETS)));
        }
    }

    private static int run(Callable<SettingsSource> source) throws Exception {
        Settings settings = ImportServices.read(source.call());
        LogSetup.use(settings.log());
        try (Daemon daemon = Daemon.prepare(settings, Clock.systemUTC(), Map.of())) {
            daemon.reloadBy(() -> ImportServices.read(source.call()), changed -> LogSetup.useLevels(changed.log()));
            return daemon.run();
        }
    }
}
