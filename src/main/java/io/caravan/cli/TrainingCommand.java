package io.caravan.cli;

import io.caravan.cli.console.QuietLog;
import io.caravan.cli.demo.EmbeddedCloud;
import io.caravan.daemon.Daemon;
import io.caravan.daemon.SingleUpload;
import io.caravan.imports.ImportServices;
import io.caravan.intake.Sidecar;
import io.caravan.job.Stage;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.imports.SparseVmdk;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code caravan training}, for the launcher: goes once through what is done at each start, on the embedded cloud and in an
 * empty folder, so that the JVM can list which classes that takes.
 */
@Command(name = "training", description = "Uses the classes that a start takes.", hidden = true)
public final class TrainingCommand implements Callable<Integer> {

    private static final long IMAGE_BYTES = 5 << 19;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @Parameters(paramLabel = "<folder>", description = "An empty folder.")
    private Path given = Path.of("");

    private Path folder = given;

    @Override
    public Integer call() throws Exception {
        folder = given.toAbsolutePath();
        QuietLog.begin();
        CommandLine commands = CommandRoot.commandLine();
        commands.usage(new PrintStream(OutputStream.nullOutputStream()));
        commands.parseArgs("upload", "image", "--json");
        speakFirst();
        Path image = folder.resolve("image.vmdk");
        SparseVmdk.write(image, IMAGE_BYTES, 0);
        try (Sandbox sandbox = EmbeddedCloud.start(Settings.readSandbox(source("none")))) {
            upload(sandbox, "none", image);
            upload(sandbox, "glance", image);
            watch(EmbeddedCloud.leadingTo(sandbox, source("vmimport")), image);
        }
        return CommandLine.ExitCode.OK;
    }

    private SettingsSource source(String importService) throws IOException {
        Map<String, String> presets = new HashMap<>(EmbeddedCloud.PRESETS);
        presets.putAll(Map.of(
                "caravan.spool", folder.resolve("spool").toString(),
                "caravan.sandbox.data", folder.resolve("cloud").toString(),
                "caravan.sandbox.port", "0",
                "caravan.import.service", importService,
                "caravan.segment.size", "1MiB",
                "caravan.inbox.poll", "50ms",
                "caravan.inbox.settle", "100ms"));
        return SettingsSource.of(Map.of(), Map.of(), presets, Path.of("no settings of anybody"));
    }

    private void upload(Sandbox sandbox, String importService, Path image) throws Exception {
        Settings settings = ImportServices.read(EmbeddedCloud.leadingTo(sandbox, source(importService)));
        try (SingleUpload upload = SingleUpload.start(
                        settings.in(folder.resolve("spool").resolve(importService)),
                        Clock.systemUTC(),
                        image,
                        Sidecar.NONE,
                        receipt -> false);
                UploadView view = new UploadView()) {
            await(() -> {
                upload.job().ifPresent(job -> view.show(job, upload.running()));
                return upload.job().isEmpty();
            });
        }
    }

    private static void watch(SettingsSource source, Path image) throws Exception {
        Settings settings = ImportServices.read(source);
        try (Daemon daemon = Daemon.prepare(settings, Clock.systemUTC(), Map.of())) {
            daemon.start();
            Files.move(image, settings.spool().inbox().resolve("image.vmdk"));
            await(() -> daemon.journal().open().stream().anyMatch(job -> job.stage() == Stage.IMPORTING));
        }
    }

    private static void await(BooleanSupplier end) throws InterruptedException, IOException {
        long begun = System.nanoTime();
        while (!end.getAsBoolean()) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new IOException("the image has not got through");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** What a connection by TLS says first: the sandbox has none. */
    private static void speakFirst() throws GeneralSecurityException, IOException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("cloud.invalid", 443);
        engine.setUseClientMode(true);
        engine.wrap(
                ByteBuffer.allocate(0), ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
    }
}
