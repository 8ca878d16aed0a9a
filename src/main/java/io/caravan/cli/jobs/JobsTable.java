package io.caravan.cli.jobs;

import io.caravan.cli.console.Wrapped;
import io.caravan.control.ControlReply;
import io.caravan.control.JobDetails;
import io.caravan.control.JobView;
import io.caravan.job.ImageJob;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import io.caravan.text.Quantities;
import io.caravan.upload.UploadRun.SegmentState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Jobs as lines for people, no wider than their terminal. */
final class JobsTable {

    private static final String ROW = "%-12s  %-9s  %5s  %10s  %11s  %s";
    private static final int INDENT = 4;
    private static final int LEAST_FOR_A_NAME = 16;
    private final int columns;
    private final Instant now;

    /** @param columns 0 for as many as it takes */
    JobsTable(int columns, Instant now) {
        this.columns = columns;
        this.now = now;
    }

    /** A job a line, and one more for what it waits for. */
    List<String> list(ControlReply reply, boolean daemonRuns) {
        List<String> lines = new ArrayList<>();
        if (!daemonRuns) {
            add(lines, 0, "no daemon answers; this is what the jobs' journals tell");
        }
        reply.paused()
                .ifPresent(since ->
                        add(lines, 0, "new work is paused since " + time(since) + ": caravan resume --all ends that"));
        if (reply.jobs().isEmpty()) {
            lines.add("no job is under way");
            return lines;
        }
        lines.add(ROW.formatted("JOB", "STAGE", "DONE", "RATE", "LEFT", "IMAGE"));
        for (JobView job : reply.jobs()) {
            lines.add(row(job));
            String wait = wait(job);
            if (!wait.isEmpty()) {
                add(lines, INDENT, wait);
            }
        }
        return lines;
    }

    private String row(JobView job) {
        Optional<JobView.Progress> progress = job.progress();
        String start = ROW.formatted(
                job.id(),
                stage(job),
                progress.map(p -> p.percent() + " %").orElse("-"),
                progress.map(p -> rate(p.bytesPerSecond())).orElse("-"),
                progress.flatMap(JobView.Progress::secondsLeft)
                        .map(left -> Quantities.readable(Duration.ofSeconds(left)))
                        .orElse("-"),
                "");
        return start + fitting(LogText.clean(job.image()), columns - start.length());
    }

    private String fitting(String name, int room) {
        int most = Math.max(LEAST_FOR_A_NAME, room);
        int length = name.codePointCount(0, name.length());
        return columns == 0 || length <= most ? name : name.substring(0, name.offsetByCodePoints(0, most - 1)) + "…";
    }

    private String wait(JobView job) {
        List<String> parts = new ArrayList<>();
        if (job.orders().priority() != 0) {
            parts.add("priority " + job.orders().priority());
        }
        if (!job.waitsFor().isEmpty()) {
            parts.add("waits"
                    + job.waitingSince()
                            .map(since -> " " + Quantities.readable(atLeastNone(Duration.between(since, now))))
                            .orElse("")
                    + " for " + LogText.clean(job.waitsFor())
                    + job.nextTry()
                            .map(next ->
                                    "; next try in " + Quantities.readable(atLeastNone(Duration.between(now, next))))
                            .orElse(""));
        }
        return String.join("; ", parts);
    }

    /** All that is known of one. */
    List<String> details(JobDetails known) {
        List<String> lines = new ArrayList<>();
        JobView job = known.job();
        ImageJob journal = known.journal();
        lines.add(LogText.clean(job.image()) + " [" + job.id() + "]");
        field(lines, "stage", stage(job) + job.progress().map(this::progress).orElse(""));
        field(lines, "image", Quantities.readable(job.bytes()) + ", claimed " + time(job.claimedAt()));
        field(lines, "object", LogText.clean(job.target()) + (journal.upload().verified() ? ", verified" : ""));
        if (!journal.upload().prefix().isEmpty()) {
            field(
                    lines,
                    "segments",
                    journal.upload().segments() + " of "
                            + Quantities.readable(journal.upload().segmentSize()) + " under "
                            + LogText.clean(journal.request().container() + ObjectNames.SEGMENTS + "/"
                                    + journal.upload().prefix()));
        }
        if (!known.segments().isEmpty()) {
            field(lines, "", counts(known.segments()));
            String cells = known.segments().stream()
                    .map(state -> String.valueOf(state.cell()))
                    .collect(Collectors.joining());
            int width = columns == 0 ? 100 : Math.max(LEAST_FOR_A_NAME, columns - 14);
            for (int from = 0; from < cells.length(); from += width) {
                field(lines, "", cells.substring(from, Math.min(cells.length(), from + width)));
            }
        }
        String wait = wait(job);
        if (!wait.isEmpty()) {
            field(lines, "now", wait);
        }
        if (job.waits() > 0) {
            field(lines, "tries", job.waits() + " in vain, in a row");
        }
        if (!job.importId().isEmpty() || !job.importState().isEmpty()) {
            field(
                    lines,
                    "import",
                    LogText.clean(job.importState() + " " + job.importId()).strip()
                            + (journal.imported().way().method().isEmpty()
                                    ? ""
                                    : ", by "
                                            + LogText.clean(
                                                    journal.imported().way().method())));
        }
        journal.failure().ifPresent(failure -> field(lines, "failed", LogText.clean(failure.what())));
        return lines;
    }

    private String progress(JobView.Progress progress) {
        return ", " + progress.percent() + " %, " + rate(progress.bytesPerSecond())
                + progress.secondsLeft()
                        .map(left -> ", " + Quantities.readable(Duration.ofSeconds(left)) + " left")
                        .orElse("");
    }

    private static String counts(List<SegmentState> states) {
        Map<SegmentState, Long> counts = states.stream().collect(Collectors.groupingBy(s -> s, Collectors.counting()));
        return "%d landed #, %d spared =, %d in flight >, %d sent again !, %d wait ."
                .formatted(
                        counts.getOrDefault(SegmentState.LANDED, 0L),
                        counts.getOrDefault(SegmentState.SPARED, 0L),
                        counts.getOrDefault(SegmentState.IN_FLIGHT, 0L),
                        counts.getOrDefault(SegmentState.AGAIN, 0L),
                        counts.getOrDefault(SegmentState.WAITING, 0L));
    }

    private void field(List<String> lines, String name, String value) {
        put(lines, 12, "  %-9s %s".formatted(name, value));
    }

    private void add(List<String> lines, int indent, String text) {
        put(lines, indent + 2, " ".repeat(indent) + text);
    }

    /** Also what has no blank to be broken at, a URL say: a terminal would break it without the indent. */
    private void put(List<String> lines, int hanging, String text) {
        for (String line : Wrapped.at(columns, hanging, text).lines().toList()) {
            String rest = line;
            while (columns > 0 && rest.codePointCount(0, rest.length()) > columns) {
                int end = rest.offsetByCodePoints(0, columns);
                lines.add(rest.substring(0, end));
                rest = " ".repeat(hanging) + rest.substring(end);
            }
            lines.add(rest);
        }
    }

    private static String stage(JobView job) {
        return job.stage().name().toLowerCase(Locale.ROOT);
    }

    private static String rate(long bytesPerSecond) {
        return String.format(Locale.ROOT, "%.1f MB/s", bytesPerSecond / 1e6);
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Duration atLeastNone(Duration time) {
        return time.isNegative() ? Duration.ZERO : time.truncatedTo(ChronoUnit.SECONDS);
    }
}
