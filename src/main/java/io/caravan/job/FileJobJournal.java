package io.caravan.job;

import io.caravan.files.DurableFiles;
import io.caravan.files.OwnFiles;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One small JSON file a job, {@code work/<job>/job.json}, so that {@code ls} shows what is under way. The files are read
 * once, at the start; from then on this process is the only one to change them (the spool is locked), and the open jobs
 * are also held in memory.
 */
public final class FileJobJournal implements JobJournal {

    /** Who has begun goes first, since others of the same object wait for it. */
    private static final Comparator<ImageJob> ORDER = Comparator.comparing(
                    (ImageJob job) -> job.stage() == Stage.CLAIMED)
            .thenComparing(ImageJob::claimedAt)
            .thenComparing(ImageJob::id);

    /** Bytes. */
    private static final long LARGEST = 1 << 20;

    private final JobFolder folder;
    private static final Logger LOG = LoggerFactory.getLogger(FileJobJournal.class);

    /** In the order in which they were offered: that of their claims, whatever the clock said. */
    private final Map<String, ImageJob> jobs = Collections.synchronizedMap(new LinkedHashMap<>());

    public FileJobJournal(JobFolder folder) {
        this.folder = folder;
    }

    /**
     * Every job that an earlier run has left, in the order of their claims; none of them is offered yet.
     *
     * <p>A job whose journal can't be read, or may have been written by somebody else, is set aside: it is said, its
     * folder stays as it is, and the others go on.
     *
     * @throws IOException when {@code work/} can't be listed
     */
    public List<ImageJob> left() throws IOException {
        List<ImageJob> left = new ArrayList<>();
        OwnFiles own = OwnFiles.in(folder.work());
        try (Stream<Path> folders = Files.list(folder.work())) {
            for (Path path : folders.filter(Files::isDirectory).toList()) {
                Path file = folder.journal(path.getFileName().toString());
                try {
                    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                        checkOwn(own, path);
                        checkOwn(own, file);
                        left.add(read(file));
                    } else {
                        removeEmpty(path);
                    }
                } catch (IOException e) {
                    // whoever mends or removes that file decides what becomes of its image; the others go on
                    LOG.error(
                            "set aside, until it is mended and Caravan started again: {}",
                            LogText.clean(e.getMessage()));
                }
            }
        }
        left.sort(ORDER);
        return left;
    }

    /**
     * Every job in that folder, whoever works on it; nothing is changed. A job that ends meanwhile is left out.
     *
     * @throws NoSuchFileException when there is no such folder
     * @throws IOException when the folder can't be listed, or something in it can't be read
     */
    public static List<ImageJob> peek(JobFolder folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> content = Files.list(folder.work())) {
            paths = content.toList();
        }
        List<ImageJob> jobs = new ArrayList<>();
        for (Path path : paths) {
            Path file = folder.journal(path.getFileName().toString());
            try {
                if (Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
                    jobs.add(read(file));
                }
            } catch (NoSuchFileException e) {
                // a claim that never was, or a job that has just ended
            }
        }
        return jobs;
    }

    private static void checkOwn(OwnFiles own, Path path) throws IOException {
        Optional<String> problem = own.problem(path);
        if (problem.isPresent()) {
            throw new IOException(path + " " + problem.get()
                    + ": if it is to be trusted, let it belong to Caravan's user" + " alone");
        }
    }

    private static ImageJob read(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("it is larger than any that was written");
            }
            ImageJob job = Json.MAPPER.readValue(Files.readAllBytes(file), ImageJob.class);
            if (job == null || !file.getParent().endsWith(String.valueOf(job.id()))) {
                throw new IOException("it is that of job " + (job == null ? "null" : job.id()));
            }
            if (!isWhole(job)) {
                throw new IOException("something of the job is missing in it");
            }
            if (!Stream.concat(Stream.of(job.id(), job.image()), job.keptAs().stream())
                    .allMatch(FileJobJournal::isName)) {
                throw new IOException("a name in it leads elsewhere");
            }
            return job;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file + ": this job's journal can't be read (" + e.getMessage() + ")", e);
        }
    }

    /** Whether it is the name of a file in a folder, and no way to another folder. */
    private static boolean isName(String name) {
        return !name.isEmpty() && !name.contains("/") && !name.equals(".") && !name.equals("..");
    }

    private static boolean isWhole(ImageJob job) {
        return Stream.of(job.image(), job.source(), job.request(), job.stage(), job.upload(), job.imported())
                        .allMatch(Objects::nonNull)
                && Stream.of(job.notBefore(), job.claimedAt(), job.reason()).allMatch(Objects::nonNull)
                && job.source().modified() != null
                && job.request().container() != null
                && job.request().object() != null
                && job.upload().prefix() != null
                && job.upload().replaced() != null
                && job.imported().imageId() != null
                && job.imported().importId() != null
                && job.imported().nextPoll() != null;
    }

    /** A folder without a journal is a claim that never was, or a job that was being forgotten; it holds no image. */
    private void removeEmpty(Path path) throws IOException {
        Path orders = folder.orders(path.getFileName().toString());
        try (Stream<Path> content = Files.walk(path)) {
            for (Path entry : content.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isDirectory(entry)
                        || entry.equals(orders)
                        || entry.getFileName().toString().endsWith(".tmp")) {
                    Files.delete(entry);
                } else {
                    throw new IOException(entry + ": lies in a job's folder that has no job.json; move it into inbox/");
                }
            }
        }
    }

    @Override
    public void prepare(ImageJob job) {
        make(job, () -> {});
    }

    @Override
    public void create(ImageJob job) {
        make(job, () -> write(job));
    }

    private void make(ImageJob job, Content content) {
        try {
            // never work/ itself: while that is away, what is made in its place would be in the way of its return
            if (!Files.isDirectory(folder.work())) {
                throw new NoSuchFileException(folder.work().toString());
            }
            try {
                OwnFiles.makeFolder(folder.images(job.id()));
                content.write();
                DurableFiles.force(folder.work());
            } catch (IOException e) {
                forgetAfter(e, job);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Content {
        void write() throws IOException;
    }

    /** A disk that takes no journal is left no folder for each try, either. */
    private void forgetAfter(IOException problem, ImageJob job) {
        try {
            Files.deleteIfExists(folder.journal(job.id()));
            removeEmpty(folder.of(job.id()));
        } catch (IOException e) {
            problem.addSuppressed(e);
        }
    }

    @Override
    public void offer(ImageJob job) {
        jobs.put(job.id(), job);
    }

    @Override
    public void save(ImageJob job) {
        // in memory in any case: a full disk must not make this process forget how far it is, nor how long to wait
        jobs.replace(job.id(), job);
        try {
            write(job);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal can't be written: " + e, e);
        }
    }

    private void write(ImageJob job) throws IOException {
        DurableFiles.writePrivate(folder.journal(job.id()), Json.MAPPER.writeValueAsBytes(job));
    }

    @Override
    public Optional<ImageJob> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    @Override
    public List<ImageJob> open() {
        synchronized (jobs) {
            return List.copyOf(jobs.values());
        }
    }

    @Override
    public void close(ImageJob job) {
        try {
            checkEmpty(folder.images(job.id()));
            removeUnlessGone(job);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        jobs.remove(job.id());
    }

    private static void checkEmpty(Path images) throws IOException {
        try (Stream<Path> content = Files.list(images)) {
            Optional<Path> image = content.findFirst();
            if (image.isPresent()) {
                throw new IOException(image.get() + ": lies in the folder of a job that is to be forgotten");
            }
        } catch (NoSuchFileException e) {
            // removed by an earlier close that was cut short?
            if (JobFolder.isListed(images)) {
                throw new IOException(images + " can't be looked into now", e);
            }
        }
    }

    private void removeUnlessGone(ImageJob job) throws IOException {
        try (Stream<Path> content = Files.walk(folder.of(job.id()))) {
            // deepest first, but the journal last of all: while it is there, the job can be finished again
            Path journal = folder.journal(job.id());
            List<Path> rest = content.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(journal) && !path.equals(folder.of(job.id())))
                    .toList();
            for (Path path : rest) {
                Files.deleteIfExists(path);
            }
            Files.deleteIfExists(journal);
            Files.delete(folder.of(job.id()));
        } catch (NoSuchFileException e) {
            if (JobFolder.isListed(folder.of(job.id()))) {
                throw e;
            }
        }
    }
}
