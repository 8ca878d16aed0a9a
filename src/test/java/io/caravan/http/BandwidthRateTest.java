package io.caravan.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.settings.Transport;
import io.caravan.text.Timetable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BandwidthRateTest {

    private static final int MIB = 1 << 20;
    private static final int CHUNK = 128 << 10;

    private static final Path NOWHERE = Path.of("nowhere");

    @TempDir
    Path folder;

    private static Transport.Limit limit(String timetable) {
        return new Transport.Limit(Timetable.parse(timetable).orElseThrow(), false);
    }

    /** As a sender does: in parts, each waited for. */
    private static void send(Bandwidth bandwidth, long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            int part = bandwidth.part((int) Math.min(left, CHUNK));
            bandwidth.take(part);
            left -= part;
        }
    }

    @Test
    void manyTogetherKeepToIt() throws Exception {
        Bandwidth bandwidth = new Bandwidth(limit("20MiB/s"), NOWHERE, () -> LocalTime.NOON);
        ExecutorService senders = Executors.newFixedThreadPool(8);
        long begun = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(senders.submit(() -> {
                send(bandwidth, 5 * MIB);
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        senders.shutdown();

        double seconds = (System.nanoTime() - begun) / 1e9;
        assertThat(40 / seconds).as("MiB a second").isBetween(18.5, 20.5);
    }

    @Test
    void noMoreThanAPartOfASecondGoesAtOnceAfterARest() throws Exception {
        Bandwidth bandwidth = new Bandwidth(limit("16MiB/s"), NOWHERE, () -> LocalTime.NOON);
        send(bandwidth, MIB);
        TimeUnit.MILLISECONDS.sleep(700); // the rest itself: what was not used is not saved up
        long begun = System.nanoTime();
        send(bandwidth, 4 * MIB);

        assertThat((System.nanoTime() - begun) / 1e9).isGreaterThan(0.2);
    }

    @Test
    void itFollowsTheTimeOfTheDay() throws Exception {
        AtomicReference<LocalTime> time = new AtomicReference<>(LocalTime.of(7, 0));
        Bandwidth bandwidth = new Bandwidth(limit("08:00-18:00=1MiB/s"), NOWHERE, time::get);

        assertThat(bandwidth.part(MIB)).isEqualTo(MIB);
        time.set(LocalTime.of(8, 0));
        Awaitility.await().until(() -> bandwidth.part(MIB) == MIB / 32);
        time.set(LocalTime.of(18, 0));
        Awaitility.await().until(() -> bandwidth.part(MIB) == MIB);
    }

    @Test
    void whatTheFileSaysHoldsAtOnceAndNonsenseChangesNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("application.properties"), "caravan.bandwidth = 1MiB/s");
        Bandwidth bandwidth = new Bandwidth(
                new Transport.Limit(Timetable.parse("1MiB/s").orElseThrow(), true), file, () -> LocalTime.NOON);
        assertThat(bandwidth.part(MIB)).isEqualTo(MIB / 32);

        change(file, "caravan.bandwidth = 2MiB/s", 1);
        Awaitility.await().until(() -> bandwidth.part(MIB) == MIB / 16);
        change(file, "caravan.bandwidth = fast", 2);
        Awaitility.await().during(java.time.Duration.ofMillis(1500)).until(() -> bandwidth.part(MIB) == MIB / 16);
        Files.delete(file);
        Awaitility.await().until(() -> bandwidth.part(MIB) == MIB);
    }

    private static void change(Path file, String text, int number) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(number)));
    }
}
