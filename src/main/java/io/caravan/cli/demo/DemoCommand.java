package io.caravan.cli.demo;

import io.caravan.daemon.Daemon;
import io.caravan.files.Checksum;
import io.caravan.files.Checksum.Algorithm;
import io.caravan.imports.ImportServices;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.imports.SparseVmdk;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsSource;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code caravan demo}: the whole way of an image, on the sandbox, with an image made for it. */
@Command(
        name = "demo",
        description = "Shows the whole way of an image on an embedded cloud; nothing leaves this machine.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    private static final String IMAGE = "demo.vmdk";
    private static final long IMAGE_BYTES = 24 << 20;

    /** So that there is something to watch. */
    private static final Map<String, String> UNHURRIED = Map.of("caravan.bandwidth", "6MiB/s");

    private static final long LARGE_IMAGE_BYTES = 100 << 20;

    @Option(
            names = "--import",
            paramLabel = "<service>",
            defaultValue = "vmimport",
            description = "What makes the image: vmimport (the default) or glance.")
    private String service = "vmimport";

    @Option(
            names = "--web",
            arity = "0..1",
            paramLabel = "<port>",
            fallbackValue = "0",
            description =
                    "Serves the page that a daemon has, and goes on until Ctrl-C; the image is larger, and sent slowly.")
    private Optional<Integer> web = Optional.empty();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!Set.of("vmimport", "glance").contains(service)) {
            throw new ParameterException(
                    spec.commandLine(), "--import " + LogText.clean(service) + ": vmimport or glance");
        }
        System.setProperty("log.level", "WARN");
        DemoFolder folder = DemoFolder.fresh(Path.of("spool", "demo"));
        Map<String, String> presets = new HashMap<>(EmbeddedCloud.PRESETS);
        presets.putAll(Map.of(
                "caravan.spool", folder.spool().toString(),
                "caravan.sandbox.port", "0",
                "caravan.segment.size", "4MiB",
                "caravan.inbox.poll", "100ms",
                "caravan.inbox.settle", "500ms",
                "caravan.import.poll-interval", "400ms",
                "caravan.poll.period", "100ms",
                "caravan.notify", "bean:demoView?method=tell"));
        // whatever application.properties says of a real cloud's images
        presets.putAll(Map.of(
                "caravan.sandbox.data", folder.spool().resolve(".sandbox").toString(),
                "caravan.import.service", service,
                "caravan.image.container", "images",
                "caravan.inbox.done-file", "false",
                "caravan.done.images", "keep"));
        web.ifPresent(port -> presets.put("caravan.web.port", "" + port));
        presets.putAll(web.isPresent() ? UNHURRIED : Map.of());
        SettingsSource source = SettingsSource.of(Map.of(), Map.of(), presets, Daemon.PROPERTIES);
        try (Sandbox sandbox = EmbeddedCloud.startQuick(Settings.readSandbox(source))) {
            Settings settings = ImportServices.read(EmbeddedCloud.leadingTo(sandbox, source));
            System.out.printf(
                    "Caravan demo: an embedded cloud on http://127.0.0.1:%d%nNothing leaves this machine.%n",
                    sandbox.port());
            DemoView view = new DemoView(folder);
            try (Daemon daemon = Daemon.prepare(settings, Clock.systemUTC(), Map.of("demoView", view))) {
                daemon.start();
                daemon.webPort().ifPresent(port -> System.out.printf("To watch it: http://127.0.0.1:%d/%n", port));
                Path made = folder.spool().resolve(IMAGE);
                SparseVmdk.write(made, web.isPresent() ? LARGE_IMAGE_BYTES : IMAGE_BYTES, System.nanoTime());
                Checksum sha256 = Checksum.ofFile(List.of(Algorithm.SHA256), made, () -> false)
                        .get(0);
                Path dropped = settings.spool().inbox().resolve(IMAGE);
                Files.move(made, dropped);
                view.line("dropped", dropped(dropped), Quantities.readable(Files.size(dropped)));
                boolean done = view.follow(daemon);
                boolean good = done && view.readBack(sandbox, sha256);
                if (web.isPresent()) {
                    stay(settings);
                }
                return good ? 0 : 1;
            }
        }
    }

    /** Until somebody ends the process. */
    private static void stay(Settings settings) throws InterruptedException {
        System.out.printf(
                "The page stays until Ctrl-C. To send more: move images (.vmdk) into %s%n",
                dropped(settings.spool().inbox()));
        new CountDownLatch(1).await();
    }

    private static String dropped(Path file) {
        return Path.of("").toAbsolutePath().relativize(file.toAbsolutePath()).toString();
    }
}
