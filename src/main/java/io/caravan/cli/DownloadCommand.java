package io.caravan.cli;

import io.caravan.cli.console.Caller;
import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.QuietLog;
import io.caravan.cli.console.TransferBar;
import io.caravan.cli.console.Wrapped;
import io.caravan.download.Download;
import io.caravan.download.PartFile;
import io.caravan.download.StoredObject;
import io.caravan.download.StreamTarget;
import io.caravan.download.Target;
import io.caravan.http.Retries;
import io.caravan.settings.Settings;
import io.caravan.swift.SwiftAccount;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan download}: an object becomes a file again. */
@Command(
        name = "download",
        description = {
            "Downloads an object, large ones too, whoever uploaded it, and verifies every byte against the MD5 that Swift has.",
            "It grows as <file>.part and gets its name when all of it is right. After an interruption the same command"
                    + " goes on where it was."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  caravan download images/web.vmdk",
            "  caravan download web.vmdk -o /srv/web.vmdk   # from caravan.image.container",
            "  caravan download -c golden 2026/web.vmdk     # an object's name with a slash",
            "  caravan download images/web.vmdk -o - | qemu-img info -"
        })
public final class DownloadCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Definitions definitions;

    @Parameters(
            paramLabel = "<object>",
            description = "container/object; without a slash an object of caravan.image.container."
                    + " With -c all of it is the object's name.")
    private String object;

    @Option(
            names = {"-c", "--container"},
            paramLabel = "<container>",
            description = "The container that the object lies in.")
    private Optional<String> container = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "<file>",
            description =
                    "Where to write it; - is standard output. Without it: the last part of the object's name, here.")
    private Optional<String> output = Optional.empty();

    @Option(
            names = {"-f", "--force"},
            description = "Replaces a file that is there already.")
    private boolean force;

    @Override
    public Integer call() throws Exception {
        QuietLog.begin();
        Settings settings = Settings.read(definitions.source(Map.of()));
        ObjectPath path = path(settings);
        long started = System.nanoTime();
        try (CloudAccess cloud = CloudAccess.signIn(settings)) {
            SwiftAccount account = cloud.account();
            StoredObject stored = StoredObject.find(account, path.container(), path.object());
            boolean toFile = !output.equals(Optional.of("-"));
            Optional<Path> file = toFile ? Optional.of(file(path)) : Optional.empty();
            long resumed = download(account, settings.upload().segmentsParallel(), cloud.retries(), stored, file);
            file.ifPresent(written -> say(stored, written, resumed, started));
        }
        return CommandLine.ExitCode.OK;
    }

    /** Fetches what is missing; how many bytes were there from an earlier run. */
    private long download(SwiftAccount account, int parallel, Retries retries, StoredObject stored, Optional<Path> file)
            throws IOException {
        try (Target target = file.isPresent()
                        ? PartFile.open(file.get(), stored, force)
                        : new StreamTarget(standardOutput());
                TransferBar bar = TransferBar.open(stored.label(), stored.bytes())) {
            Download download = new Download(account, stored, target, parallel, retries, bar::at);
            download.run();
            return download.resumedBytes();
        }
    }

    private static FileOutputStream standardOutput() {
        return new FileOutputStream(FileDescriptor.out);
    }

    private ObjectPath path(Settings settings) {
        try {
            return ObjectPath.of(object, container, settings.image().container());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private Path file(ObjectPath path) throws IOException {
        String name = output.orElse(path.object().substring(path.object().lastIndexOf('/') + 1));
        if (name.isEmpty() || output.isEmpty() && (name.equals(".") || name.equals(".."))) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "'" + LogText.clean(path.object()) + "' gives the file no name: give one with -o");
        }
        try {
            return Caller.path(name);
        } catch (InvalidPathException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no file can be called '" + LogText.clean(name) + "': give a name with -o");
        }
    }

    private void say(StoredObject stored, Path file, long resumed, long started) {
        String line = LogText.clean(file.toString()) + ": " + Quantities.readable(stored.bytes()) + " from "
                + stored.label() + " in "
                + Quantities.readable(Duration.ofNanos(System.nanoTime() - started))
                + (resumed == 0 ? "" : ", " + Quantities.readable(resumed) + " of them from an earlier run")
                + ", " + stored.pieceCount() + (stored.pieceCount() == 1 ? " piece" : " pieces")
                + " verified (" + stored.kind().word() + ", Etag " + stored.etag() + ")";
        spec.commandLine().getOut().println(Wrapped.at(Caller.outColumns(), 2, line));
    }
}
