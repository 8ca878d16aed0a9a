package io.caravan.control;

import io.caravan.files.DurableFiles;
import io.caravan.job.Dispatcher;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFolder;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people want of the jobs, beside their journals: {@code work/<job>/orders.json}, and {@code work/.paused} while no new
 * work is to be taken. It holds until somebody wants something else, however often the daemon is started meanwhile.
 */
public final class Orders implements Dispatcher.Orders {

    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
    private static final String ALL_PAUSED = ".paused";

    /** Bytes. */
    private static final long LARGEST = 64 << 10;

    private final JobFolder folder;
    private final Map<String, Order> orders = new ConcurrentHashMap<>();
    private volatile Optional<Instant> allPaused;

    private Orders(JobFolder folder) {
        this.folder = folder;
        this.allPaused = readAllPaused();
    }

    /**
     * What was wanted by now.
     *
     * @throws IOException when the jobs' folder can't be looked into
     */
    public static Orders left(JobFolder folder) throws IOException {
        Orders left = new Orders(folder);
        try (Stream<Path> jobs = Files.list(folder.work())) {
            for (Path job : jobs.toList()) {
                left.read(job.getFileName().toString());
            }
        } catch (NoSuchFileException e) {
            // no job was ever there
        }
        return left;
    }

    private Optional<Instant> readAllPaused() {
        Path file = folder.work().resolve(ALL_PAUSED);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(read(file).strip()));
        } catch (IOException | DateTimeException e) {
            return Optional.of(Instant.EPOCH); // it is there, which is what counts
        }
    }

    /** What can't be read is not wanted: said, and left as it is. */
    private void read(String id) {
        Path file = folder.orders(id);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Order order = Json.MAPPER.readValue(read(file), Order.class);
            if (order != null && !order.isNone()) {
                orders.put(id, order);
            }
        } catch (IOException e) {
            LOG.warn("{} can't be read, and is left aside: {}", file, LogText.clean(e.getMessage()));
        }
    }

    private static String read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException("it is larger than any that was written");
        }
        return Files.readString(file);
    }

    /** What is wanted of the job. */
    public Order of(String id) {
        return orders.getOrDefault(id, Order.NONE);
    }

    /** The jobs of which anything is wanted. */
    Set<String> ids() {
        return Set.copyOf(orders.keySet());
    }

    /** The job is gone. */
    void forget(String id) {
        orders.remove(id);
    }

    /**
     * From now on this is wanted of the job.
     *
     * @throws IOException when that can't be written down; then it isn't
     */
    synchronized void set(String id, Order order) throws IOException {
        if (order.isNone()) {
            Files.deleteIfExists(folder.orders(id));
            orders.remove(id);
        } else {
            DurableFiles.writePrivate(folder.orders(id), Json.MAPPER.writeValueAsBytes(order));
            orders.put(id, order);
        }
    }

    /** Since when no new work is to be taken; empty while it is. */
    public Optional<Instant> allPaused() {
        return allPaused;
    }

    /** No new work is to be taken. */
    synchronized void pauseAll(Instant now) throws IOException {
        if (allPaused.isEmpty()) {
            DurableFiles.writePrivate(folder.work().resolve(ALL_PAUSED), (now + "\n").getBytes(StandardCharsets.UTF_8));
            allPaused = Optional.of(now);
        }
    }

    /** New work is to be taken. */
    synchronized void resumeAll() throws IOException {
        Files.deleteIfExists(folder.work().resolve(ALL_PAUSED));
        allPaused = Optional.empty();
    }

    /** What has ended is put away in any case; what has begun goes on while only the daemon is paused. */
    @Override
    public boolean holdsBack(ImageJob job) {
        if (job.hasEnded()) {
            return false;
        }
        return callsOff(job) || job.isClaimed() && allPaused.isPresent();
    }

    @Override
    public boolean callsOff(ImageJob job) {
        Order order = of(job.id());
        return order.paused().isPresent() || order.cancelled().isPresent();
    }

    @Override
    public int priority(ImageJob job) {
        return of(job.id()).priority();
    }
}
