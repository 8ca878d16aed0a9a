package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon that is ended again and again at moments that chance picks, by SIGKILL or SIGTERM, and started again on the
 * same spool with another kind of manifest each time, while {@link RandomDrops} keeps it busy.
 *
 * <p>{@code crash.kills} and {@code crash.terms} say how often each; {@code crash.seed} repeats a run, as far as chance
 * was the test's own. What all the daemons have logged lies in {@code target/crash/<seed>.log} in the end.
 */
public final class Crashes {

    private static final Logger LOG = LoggerFactory.getLogger(Crashes.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(22);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> MANIFESTS = List.of("dlo", "slo");

    private final DaemonRig rig;
    private final Map<String, String> definitions;
    private final long seed = Long.getLong("crash.seed", System.currentTimeMillis());
    private final int kills;
    private final int terms = Integer.getInteger("crash.terms", 3);
    private final Random random = new Random(seed);
    private final RandomDrops drops;
    private int lives;

    /** @param definitions the settings of a daemon on this rig */
    public Crashes(DaemonRig rig, Map<String, String> definitions) {
        this(rig, definitions, Integer.getInteger("crash.kills", 6));
    }

    public Crashes(DaemonRig rig, Map<String, String> definitions, int kills) {
        this.kills = kills;
        this.rig = rig;
        this.definitions = Map.copyOf(definitions);
        this.drops = new RandomDrops(rig, random);
        LOG.warn("{} kills and {} orderly stops, -Dcrash.seed={}", kills, terms, seed);
    }

    /** What must hold in the end. */
    public interface Check {
        void run(RandomDrops drops) throws Exception;
    }

    /** One end after the other, then a last daemon that brings everything home, then the check. A failure names the seed. */
    public void run(Check check) {
        try {
            endAgainAndAgain();
            drops.assertEachIsDoneOnce();
            check.run(drops);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("with -Dcrash.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    private void endAgainAndAgain() throws IOException, InterruptedException {
        List<Boolean> ends = new ArrayList<>(Collections.nCopies(kills, true));
        ends.addAll(Collections.nCopies(terms, false));
        Collections.shuffle(ends, random);
        try {
            drops.drop();
            for (boolean kill : ends) {
                liveUntilItsEnd(kill);
            }
            liveUntilNothingIsLeft();
        } finally {
            keepLogs();
        }
    }

    private void liveUntilItsEnd(boolean kill) throws IOException, InterruptedException {
        if (random.nextBoolean()) {
            drops.drop();
        }
        try (ChildProcess daemon = start()) {
            if (random.nextInt(5) > 0) {
                daemon.awaitWatching();
            }
            for (int more = random.nextInt(3); more > 0; more--) {
                Pause.of(random.nextInt(400));
                drops.drop();
            }
            Pause.of(50 + random.nextInt(1450));
            assertThat(daemon.isAlive()).as(daemon.output()).isTrue();
            if (kill) {
                daemon.kill();
            } else {
                terminate(daemon);
            }
        }
    }

    private void liveUntilNothingIsLeft() throws IOException, InterruptedException {
        try (ChildProcess daemon = start()) {
            await("the end of " + drops.count() + " images")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(drops::haveEnded);
            terminate(daemon);
        }
    }

    private static void terminate(ChildProcess daemon) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        assertThat(daemon.terminate()).as(daemon.output()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONGEST_STOP);
    }

    private ChildProcess start() throws IOException {
        Map<String, String> all = new HashMap<>(definitions);
        all.put("caravan.manifest", MANIFESTS.get(random.nextInt(MANIFESTS.size())));
        return ChildProcess.start(log(lives++), List.of(), List.of(), "run", all);
    }

    private Path log(int life) {
        return rig.folder().resolve("daemon-%03d.log".formatted(life));
    }

    private void keepLogs() throws IOException {
        Path all = Files.createDirectories(Path.of("target/crash")).resolve(seed + ".log");
        Files.deleteIfExists(all);
        for (int life = 0; life < lives; life++) {
            Files.writeString(
                    all,
                    "--- daemon %d%n%s".formatted(life, Files.readString(log(life))),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }
}
