package io.caravan.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.files.OwnFiles;
import io.caravan.intake.Sidecar;
import io.caravan.job.FileJobJournal;
import io.caravan.job.ImageJob;
import io.caravan.job.ImageRequest;
import io.caravan.job.JobFolder;
import io.caravan.job.SentSegment;
import io.caravan.job.Stage;
import io.caravan.settings.Settings;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.upload.UploadRun;
import io.caravan.upload.region.SentBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One image, sent by the routes of the daemon from where it lies and stays. It has a spool of its own, which holds its
 * job while it lasts: whoever asks for the same again after an interruption goes on with it.
 */
public final class SingleUpload implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SingleUpload.class);
    private static final String RECEIPT = ".receipt.json";
    private static final String ERROR = ".error.json";

    private final Settings.Spool spool;
    private final Daemon daemon;

    private SingleUpload(Settings.Spool spool, Daemon daemon) {
        this.spool = spool;
        this.daemon = daemon;
    }

    /** Asks the cloud whether an object is as a receipt tells. */
    public interface Look {
        boolean isThere(JsonNode receipt) throws IOException;
    }

    /**
     * Takes up the job of an earlier run, or makes one, and starts. While Keystone is away it waits.
     *
     * @param settings with a spool for this image and this object alone
     * @param image a regular file, absolute
     * @param asked what is wanted of it
     * @param look is asked when an earlier run has come to a good end and was cut short before it could say so
     * @throws StartException when it can't go on like this: Keystone refuses, another process sends the same, or an import
     *     of something else is under way
     */
    public static SingleUpload start(Settings settings, Clock clock, Path image, Sidecar asked, Look look)
            throws StartException {
        SpoolLock lock = lock(settings.spool());
        Daemon daemon;
        try {
            daemon = Daemon.prepare(
                    settings,
                    clock,
                    Map.of(),
                    lock,
                    false,
                    beans -> recover(beans, settings.spool(), image, asked, look));
        } catch (StartException e) {
            forgetEmpty(settings.spool());
            throw e;
        }
        SingleUpload upload = new SingleUpload(settings.spool(), daemon);
        try {
            daemon.begin();
        } catch (StartException | RuntimeException e) {
            try (upload) {
                throw e;
            } catch (IOException notClosed) {
                e.addSuppressed(notClosed);
                throw e;
            }
        }
        return upload;
    }

    private static SpoolLock lock(Settings.Spool spool) throws StartException {
        try {
            OwnFiles.makeFolder(spool.root());
        } catch (IOException e) {
            throw new StartException("caravan.spool: " + spool.root() + " can't be made: " + e);
        }
        return SpoolLock.take(spool, "it is sending this image already; wait for its end");
    }

    /** Removes a spool that holds nothing which a further run could go on with. */
    private static void forgetEmpty(Settings.Spool spool) {
        try {
            SpoolLock lock = lock(spool);
            try {
                if (isEmpty(spool.work()) && isEmpty(spool.done()) && isEmpty(spool.failed())) {
                    removeAll(spool.root());
                }
            } finally {
                lock.close();
            }
        } catch (IOException | StartException e) {
            LOG.warn("{} could not be removed: {}", spool.root(), e.getMessage());
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.findAny().isEmpty();
        }
    }

    private static void recover(Beans beans, Settings.Spool spool, Path image, Sidecar asked, Look look)
            throws IOException, StartException {
        ImageJob wanted = beans.claimImage().judgeInPlace(image, asked);
        // a job that can't be read may have an import under way: it is not passed over here
        FileJobJournal.peek(new JobFolder(spool.work()));
        boolean goesOn = false;
        for (ImageJob left : beans.journal().left()) {
            if (isSame(left, wanted) && left.stage() != Stage.FAILED) {
                beans.claimImage().resume(left);
                goesOn = true;
            } else if (left.stage() == Stage.IMPORTING) {
                throw importUnderWay(left, wanted, spool);
            } else {
                beans.journal().close(left);
            }
        }
        if (goesOn || isOver(wanted, spool, look)) {
            return;
        }
        removeContent(spool.done());
        removeContent(spool.failed());
        beans.claimImage().claimInPlace(wanted);
    }

    private static boolean isSame(ImageJob one, ImageJob other) {
        return isSameFile(one, other) && one.request().equals(other.request());
    }

    private static boolean isSameFile(ImageJob one, ImageJob other) {
        return one.place().equals(other.place()) && one.source().isSameAs(other.source());
    }

    private static StartException importUnderWay(ImageJob left, ImageJob wanted, Settings.Spool spool) {
        return new StartException("an import of " + LogText.clean(left.request().target()) + " is under way (image "
                + left.imported().imageId() + "), "
                + (isSameFile(left, wanted)
                        ? "begun with other options: repeat the command with those, and wait for its end"
                        : "and the image has changed since: wait for that import's end before sending the new one")
                + "; to forget about it, remove " + spool.root());
    }

    /** Whether an earlier run has come to a good end, and its object is still there. */
    private static boolean isOver(ImageJob wanted, Settings.Spool spool, Look look) throws IOException {
        Optional<Path> paper = paper(spool.done(), RECEIPT);
        if (paper.isEmpty()) {
            return false;
        }
        JsonNode receipt = Json.MAPPER.readTree(paper.get().toFile());
        Path image = Path.of(wanted.place().orElseThrow());
        return isFor(receipt, wanted) && SentBytes.areIn(image, pieces(receipt)) && look.isThere(receipt);
    }

    /** What was sent, as the receipt has it: the whole, or its segments. */
    private static List<SentSegment> pieces(JsonNode receipt) {
        List<SentSegment> pieces = new ArrayList<>();
        for (JsonNode segment : receipt.path("segments")) {
            pieces.add(new SentSegment(
                    segment.path("name").asText(),
                    segment.path("bytes").asLong(-1),
                    segment.path("etag").asText()));
        }
        return pieces.isEmpty()
                ? List.of(new SentSegment(
                        receipt.path("object").asText(),
                        receipt.path("size").asLong(-1),
                        receipt.path("etag").asText()))
                : pieces;
    }

    private static boolean isFor(JsonNode receipt, ImageJob wanted) {
        ImageRequest request = wanted.request();
        return receipt.path("size").asLong(-1) == wanted.source().bytes()
                && receipt.path("name").asText().equals(request.name())
                && receipt.path("container").asText().equals(request.container())
                && receipt.path("object").asText().equals(request.object())
                && receipt.path("osType").asText().equals(request.osType().orElse(""))
                && receipt.path("minRam").equals(Json.MAPPER.valueToTree(request.minRam()))
                && receipt.path("minDisk").equals(Json.MAPPER.valueToTree(request.minDisk()))
                && receipt.path("registration").equals(Json.MAPPER.valueToTree(request.registration()))
                && (!request.segmentSizeFixed() || receipt.path("segmentSize").asLong() == request.segmentSize());
    }

    /** The job as it stands now; empty once it has ended. */
    public Optional<ImageJob> job() {
        List<ImageJob> open = daemon.journal().open();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(0));
    }

    /** The tries at sending it that are under way: one, or none. */
    public Collection<UploadRun> running() {
        return daemon.uploads().running();
    }

    /** The receipt of an image that has arrived. */
    public Optional<Path> receipt() throws IOException {
        return paper(spool.done(), RECEIPT);
    }

    /** Why it hasn't. */
    public Optional<Path> error() throws IOException {
        return paper(spool.failed(), ERROR);
    }

    private static Optional<Path> paper(Path folder, String ending) throws IOException {
        try (Stream<Path> papers = Files.list(folder)) {
            return papers.filter(paper -> paper.getFileName().toString().endsWith(ending))
                    .findFirst();
        }
    }

    /** Ends; the job is kept for another run. */
    @Override
    public void close() throws IOException {
        daemon.close();
    }

    /** Ends, and removes the spool with all that is in it. */
    public void closeAndForget() throws IOException {
        daemon.close(() -> removeAll(spool.root()));
    }

    private static void removeAll(Path folder) throws IOException {
        removeContent(folder);
        Files.delete(folder);
    }

    private static void removeContent(Path folder) throws IOException {
        try (Stream<Path> content = Files.walk(folder)) {
            List<Path> paths = content.filter(path -> !path.equals(folder))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // nothing is there
        }
    }
}
