package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cli.console.AnswersInJson;
import io.caravan.cli.console.Caller;
import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.QuietLog;
import io.caravan.daemon.SingleUpload;
import io.caravan.daemon.StartException;
import io.caravan.files.FileNames;
import io.caravan.imports.ImportServices;
import io.caravan.intake.Sidecar;
import io.caravan.job.ImageJob;
import io.caravan.settings.Settings;
import io.caravan.swift.SwiftAccount;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan upload}: one image, without a daemon. */
@Command(
        name = "upload",
        description = {
            "Sends one image the way the daemon does, and waits until it is registered. The image stays where it is;"
                    + " a sidecar beside it is not looked at.",
            "After an interruption the same command goes on where it was: what has landed is not sent again, and an"
                    + " import that is under way is followed. While the cloud is away it keeps trying."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  caravan upload web.vmdk -t centos",
            "  caravan upload -i web.vmdk -c golden -n 'Web server' -t centos -s 512MiB",
            "  caravan upload web.vmdk --object 2026/web.vmdk --json > receipt.json"
        })
public final class UploadCommand implements Callable<Integer>, AnswersInJson {

    private static final int KEY_BYTES = 8;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    @Spec
    private CommandSpec spec;

    @Mixin
    private Definitions definitions;

    @Parameters(arity = "0..1", paramLabel = "<image>", description = "The image file.")
    private Optional<String> image = Optional.empty();

    @Option(
            names = {"-i", "--image"},
            paramLabel = "<image>",
            description = "The image file, in place of the parameter.")
    private Optional<String> imageOption = Optional.empty();

    @Mixin
    private UploadOptions options;

    @Option(
            names = "--timeout",
            paramLabel = "<time>",
            description = "Gives up after 30s, 5m, 36h; the same command goes on later. Without it: never.")
    private Optional<String> timeout = Optional.empty();

    @Option(
            names = "--json",
            description = "Prints the receipt, or what went wrong, as JSON; nothing else is on standard output.")
    private boolean json;

    private boolean said;

    @Override
    public Integer call() throws Exception {
        QuietLog.begin();
        String given = givenImage();
        options.check();
        Optional<Duration> patience = patience();
        Settings settings = ImportServices.read(definitions.source(Map.of()));
        try (Deadline deadline = Deadline.of(patience)) {
            Path file = regularFile(given);
            Sidecar asked = options.asSidecar(Caller.path(given).getFileName().toString());
            Path spool = settings.spool().root().resolve(".upload").resolve(key(settings, file, asked));
            return send(settings.in(spool), file, asked, deadline);
        }
    }

    @Override
    public boolean wantsErrorInJson() {
        return json && !said;
    }

    private int send(Settings settings, Path file, Sidecar asked, Deadline deadline)
            throws IOException, StartException {
        String line = Caller.columns() > 0 ? "\n" : ""; // behind the bar
        Thread farewell = new Thread(
                () -> System.err.println(line + "caravan: interrupted; the same command goes on where it was"));
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            return send(settings, file, asked);
        } catch (InterruptedException e) {
            throw new IOException(deadline.isOver() ? notDone(deadline) : "interrupted", e);
        } catch (StartException e) {
            if (deadline.isOver()) {
                throw new IOException(notDone(deadline), e);
            }
            throw e;
        } finally {
            forget(farewell);
        }
    }

    private static void forget(Thread farewell) {
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException e) {
            // it is being said
        }
    }

    private static String notDone(Deadline deadline) {
        return "not done after " + Quantities.readable(deadline.after()) + "; the same command goes on where it was";
    }

    private int send(Settings settings, Path file, Sidecar asked)
            throws IOException, StartException, InterruptedException {
        SingleUpload upload =
                SingleUpload.start(settings, Clock.systemUTC(), file, asked, receipt -> isThere(settings, receipt));
        boolean told = false;
        try {
            follow(upload);
            int exit = say(upload);
            told = true;
            return exit;
        } finally {
            if (told) {
                upload.closeAndForget();
            } else {
                upload.close();
            }
        }
    }

    /** Whether what the receipt of an earlier run tells of is still so. */
    private static boolean isThere(Settings settings, JsonNode receipt) throws IOException {
        try (CloudAccess cloud = CloudAccess.signIn(settings)) {
            if (!receipt.path("compared").asText().isEmpty()) { // then the image is all that there is to be
                return cloud.images()
                        .byId(receipt.path("imageId").asText())
                        .filter(there -> there.status().equals("active"))
                        .isPresent();
            }
            SwiftAccount account = cloud.account();
            Optional<SwiftAccount.ObjectInfo> there = account.object(
                    receipt.path("container").asText(), receipt.path("object").asText());
            return there.isPresent()
                    && account.wholeEtag(there.get())
                            .equals(receipt.path("etag").asText());
        }
    }

    private static void follow(SingleUpload upload) throws InterruptedException {
        try (UploadView view = new UploadView()) {
            for (Optional<ImageJob> job = upload.job(); job.isPresent(); job = upload.job()) {
                view.show(job.get(), upload.running());
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
            }
        }
    }

    private int say(SingleUpload upload) throws IOException {
        Optional<Path> receipt = upload.receipt();
        Path paper = receipt.isPresent()
                ? receipt.get()
                : upload.error().orElseThrow(() -> new IOException("the upload has ended without a word"));
        JsonNode told = Json.MAPPER.readTree(paper.toFile());
        said = true;
        if (json) {
            out().println(told.toPrettyString());
        } else if (receipt.isPresent()) {
            new UploadReport(out()).done(told);
        } else {
            UploadReport.failed(told);
        }
        if (out().checkError()) {
            throw new IOException("standard output can't be written; " + paper + " says how it ended, and the same"
                    + " command says it again");
        }
        return receipt.isPresent() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private String givenImage() {
        if (image.isPresent() == imageOption.isPresent()) {
            throw wrong(image.isPresent() ? "the image is given twice" : "which image?");
        }
        return image.or(() -> imageOption).orElseThrow();
    }

    private Optional<Duration> patience() {
        try {
            return timeout.map(Quantities::time);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong("--timeout " + LogText.clean(timeout.orElse("")) + ": a time is 30s, 5m or 36h");
        }
    }

    private Path regularFile(String given) throws IOException {
        Path file;
        try {
            file = Caller.path(given);
        } catch (InvalidPathException e) {
            throw wrong("no file can be called '" + LogText.clean(given) + "'");
        }
        if (!Files.exists(file)) {
            throw new IOException("there is no file " + LogText.clean(file.toString()));
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(LogText.clean(file.toString()) + " is no regular file");
        }
        return file.toRealPath();
    }

    /** What tells one upload from another: who sends it where, the file, the object. */
    private static String key(Settings settings, Path file, Sidecar asked) {
        Settings.Cloud cloud = settings.cloud();
        String all = Stream.of(
                        cloud.authUrl(),
                        cloud.credentials(),
                        cloud.project(),
                        cloud.region().map(Settings.Region::name),
                        cloud.objectStoreUrl(),
                        cloud.imageImportUrl(),
                        cloud.imageUrl(),
                        file,
                        asked.container().orElse(settings.image().container()),
                        asked.object().orElse(""))
                .map(Object::toString)
                .collect(Collectors.joining("\0"));
        return FileNames.hash(all, KEY_BYTES);
    }
}
