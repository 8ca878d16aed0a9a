package io.caravan.cli.demo;

import io.caravan.sandbox.Flavour;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.imports.ImportTimeline;
import io.caravan.sandbox.keystone.DemoAccount;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** The sandbox, and the settings that lead to it. */
public final class EmbeddedCloud {

    /** All settings of this kind are the sandbox's, so that nothing goes anywhere else. */
    private static final String CLOUD = "caravan.cloud.";

    /** What makes trying things out pleasant, unless the user says otherwise. */
    public static final Map<String, String> PRESETS = Map.of(
            "caravan.image.os-type", "ubuntu",
            "caravan.import.poll-interval", "1s");

    private EmbeddedCloud() {}

    public static Sandbox start(Settings.Sandbox settings) throws IOException {
        return Sandbox.start(options(settings));
    }

    /** A sandbox whose imports take no longer than it takes to read what they go through. */
    static Sandbox startQuick(Settings.Sandbox settings) throws IOException {
        ImportTimeline timeline = new ImportTimeline(Duration.ofMillis(700), Duration.ofMillis(1500));
        return Sandbox.start(options(settings).withTimeline(timeline));
    }

    private static SandboxOptions options(Settings.Sandbox settings) {
        return SandboxOptions.defaults(settings.data())
                .withPort(settings.port())
                .withFlavour(Flavour.valueOf(settings.flavour().name()));
    }

    /** The same settings, but with the sandbox for a cloud. */
    public static SettingsSource leadingTo(Sandbox sandbox, SettingsSource source) {
        return source.withOnly(
                CLOUD,
                Map.of(
                        "caravan.cloud.auth-url", sandbox.identityUrl().toString(),
                        "caravan.cloud.username", DemoAccount.USER,
                        "caravan.cloud.password", DemoAccount.PASSWORD,
                        "caravan.cloud.user-domain", DemoAccount.DOMAIN,
                        "caravan.cloud.project-name", DemoAccount.PROJECT,
                        "caravan.cloud.region", DemoAccount.REGION));
    }
}
