package io.caravan.cli.console;

import io.caravan.text.Quantities;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a transfer is, on standard error: a live bar on a terminal, elsewhere a line now and then. */
public final class TransferBar implements AutoCloseable {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final String task;
    private final Optional<ProgressBar> bar;
    private final PrintStream lines;
    private final long startedNanos = System.nanoTime();
    private long startedBytes = -1;
    private long saidNanos = startedNanos;
    private long total;

    private TransferBar(String task, long total, Optional<ProgressBar> bar, PrintStream lines) {
        this.task = task;
        this.total = total;
        this.bar = bar;
        this.lines = lines;
    }

    /** @param total how many bytes there will be, or 0 while that isn't known */
    public static TransferBar open(String task, long total) {
        return new TransferBar(
                task, total, Caller.columns() > 0 ? Optional.of(live(task, total)) : Optional.empty(), System.err);
    }

    private static ProgressBar live(String task, long total) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                .setUnit(" MiB", 1 << 20)
                .setUpdateIntervalMillis(50)
                // its own way of finding the width takes Ctrl-C away from the JVM
                .setConsumer(new WithinOneLine(unbuffered(), Caller.columns() - 1))
                .clearDisplayOnFinish()
                .build();
    }

    /** Standard error, which holds back what does not end a line. */
    private static PrintStream unbuffered() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err));
    }

    /** So many bytes there will be. */
    public void of(long bytes) {
        total = bytes;
        bar.ifPresent(shown -> shown.maxHint(bytes));
    }

    /** So many bytes are done. */
    public void at(long bytes) {
        startedBytes = startedBytes < 0 ? bytes : startedBytes;
        if (bar.isPresent()) {
            bar.get().stepTo(bytes);
            return;
        }
        long now = System.nanoTime();
        if (now - saidNanos >= BETWEEN_LINES.toNanos()) {
            saidNanos = now;
            lines.println(task + ": " + line(bytes, Duration.ofNanos(now - startedNanos)));
        }
    }

    private String line(long bytes, Duration since) {
        double rate = (bytes - startedBytes) / Math.max(since.toMillis() / 1000.0, 0.001);
        return String.format(
                Locale.ROOT,
                "%d %% of %s, %.1f MB/s%s",
                total == 0 ? 0 : bytes * 100 / total,
                Quantities.readable(total),
                rate / 1e6,
                rate <= 0
                        ? ""
                        : ", " + Quantities.readable(Duration.ofMillis((long) ((total - bytes) / rate * 1000)))
                                + " left");
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }

    /**
     * The cursor stays in the line that the bar was drawn in, for what is printed next; and what the bar's own thread draws
     * too late isn't seen.
     */
    private static final class WithinOneLine extends ConsoleProgressBarConsumer {

        private final PrintStream out;
        private boolean closed;

        WithinOneLine(PrintStream out, int columns) {
            super(out, columns);
            this.out = out;
        }

        @Override
        public synchronized void accept(String drawn) {
            if (!closed) {
                super.accept(drawn);
            }
        }

        @Override
        public synchronized void clear() {
            if (!closed) {
                super.clear();
            }
        }

        @Override
        public synchronized void close() {
            clear();
            closed = true;
            out.flush();
        }
    }
}
