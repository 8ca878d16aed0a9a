package io.caravan.cli;

import io.caravan.files.Checksum;
import io.caravan.files.Checksum.Algorithm;
import io.caravan.intake.Sidecar;
import io.caravan.settings.Registration;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import io.caravan.text.Quantities;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code caravan upload} that say where an image goes, and as what: what a sidecar says to the daemon. */
final class UploadOptions {

    private static final long SMALLEST_PLAIN_SIZE = 1 << 20;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-c", "--container"},
            paramLabel = "<container>",
            description = "Where it goes; without it caravan.image.container.")
    private Optional<String> container = Optional.empty();

    @Option(names = "--object", paramLabel = "<object>", description = "The object's name; without it the file's.")
    private Optional<String> object = Optional.empty();

    @Option(
            names = {"-n", "--name"},
            paramLabel = "<name>",
            description = "The name that the image is registered under; without it the file's.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = {"-t", "--type"},
            paramLabel = "<os type>",
            description = "The operating system inside; without it caravan.image.os-type.")
    private Optional<String> osType = Optional.empty();

    @Option(
            names = {"-s", "--size"},
            paramLabel = "<size>",
            description = "Bytes of a segment: 512MiB, 1GiB, or a plain number of bytes, which is 1048576 or more;"
                    + " without it caravan.segment.size.")
    private Optional<String> segmentSize = Optional.empty();

    @Option(names = "--min-ram", paramLabel = "<MB>", description = "Memory that a server of this image needs.")
    private Optional<Integer> minRam = Optional.empty();

    @Option(names = "--min-disk", paramLabel = "<GB>", description = "Disk that a server of this image needs.")
    private Optional<Integer> minDisk = Optional.empty();

    @Option(
            names = "--visibility",
            paramLabel = "<who>",
            description = "Who sees the image: private, shared, community or public; this and those below for Glance.")
    private Optional<String> visibility = Optional.empty();

    @Option(names = "--disk-format", paramLabel = "<format>", description = "Its format, where the file does not tell.")
    private Optional<String> diskFormat = Optional.empty();

    @Option(names = "--tag", paramLabel = "<tag>", description = "A tag; may be given several times.")
    private List<String> tags = List.of();

    @Option(
            names = "--property",
            paramLabel = "<name=value>",
            description = "A property, os_distro=debian for example; may be given several times.")
    private Map<String, String> properties = Map.of();

    @Option(names = "--protected", description = "It can't be deleted as long as that stands.")
    private boolean isProtected;

    @Option(
            names = {"-p", "--projects"},
            split = ",",
            paramLabel = "<project>",
            description = "Projects to share it with, by id or by name, with commas between.")
    private List<String> projects = List.of();

    @Option(names = "--md5", paramLabel = "<hex>", description = "What the file's bytes must come to, else it fails.")
    private Optional<String> md5 = Optional.empty();

    @Option(names = "--sha256", paramLabel = "<hex>", description = "Likewise.")
    private Optional<String> sha256 = Optional.empty();

    @Option(names = "--sha512", paramLabel = "<hex>", description = "Likewise.")
    private Optional<String> sha512 = Optional.empty();

    /** @throws ParameterException when one of them won't do */
    void check() {
        checkDigits(Algorithm.MD5, md5);
        checkDigits(Algorithm.SHA256, sha256);
        checkDigits(Algorithm.SHA512, sha512);
        checkSize();
        checkNames();
        checkLeast("--min-ram", minRam);
        checkLeast("--min-disk", minDisk);
        registration().problem().ifPresent(problem -> {
            throw wrong(problem);
        });
    }

    /** What was asked for; where nothing was, names are the file's. */
    Sidecar asSidecar(String fileName) {
        return new Sidecar(
                Optional.of(name.orElse(fileName)),
                container,
                Optional.of(object.orElse(fileName)),
                osType,
                segmentSize,
                minRam,
                minDisk,
                md5,
                sha256,
                sha512,
                registration());
    }

    private Registration registration() {
        return new Registration(
                diskFormat,
                Optional.empty(),
                visibility,
                Optional.of(tags).filter(given -> !given.isEmpty()),
                Optional.of(isProtected).filter(given -> given),
                Optional.empty(),
                Optional.of(properties).filter(given -> !given.isEmpty()),
                Optional.of(projects).filter(given -> !given.isEmpty()));
    }

    /** A plain number is bytes, as in all settings; a small one was hardly meant so. */
    private void checkSize() {
        if (segmentSize.isEmpty()) {
            return;
        }
        String size = segmentSize.get();
        long bytes = Quantities.bytes(size)
                .orElseThrow(
                        () -> wrong("-s " + LogText.clean(size) + ": a size is 512MiB, 1GiB or a number of bytes"));
        if (bytes < 1 || bytes > Settings.LARGEST_OBJECT) {
            throw wrong("-s " + size + ": from 1 byte to " + Quantities.readable(Settings.LARGEST_OBJECT));
        }
        if (size.matches("\\d+") && bytes < SMALLEST_PLAIN_SIZE) {
            throw wrong("-s " + size + ": that is " + bytes + " bytes; give a unit, such as " + size + "MiB, or " + size
                    + "B if bytes are meant");
        }
    }

    private void checkNames() {
        container
                .flatMap(ObjectNames::problemWithContainer)
                .or(() -> object.flatMap(ObjectNames::problemWithObject))
                .ifPresent(problem -> {
                    throw wrong(problem);
                });
    }

    private void checkDigits(Algorithm algorithm, Optional<String> digits) {
        digits.filter(given -> Checksum.of(algorithm, given).isEmpty()).ifPresent(wrong -> {
            throw wrong("--" + algorithm.word() + " " + LogText.clean(wrong) + ": it has " + algorithm.digits()
                    + " hexadecimal digits");
        });
    }

    private void checkLeast(String option, Optional<Integer> value) {
        value.filter(least -> least < 0).ifPresent(below -> {
            throw wrong(option + " " + below + ": not below 0");
        });
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
