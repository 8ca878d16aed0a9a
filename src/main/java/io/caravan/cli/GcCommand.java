package io.caravan.cli;

import io.caravan.cleanup.JudgedGroup;
import io.caravan.cleanup.OpenJobs;
import io.caravan.cleanup.Orphans;
import io.caravan.cleanup.SegmentGroup;
import io.caravan.cli.console.AnswersInJson;
import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.JsonRows;
import io.caravan.cli.console.QuietLog;
import io.caravan.cli.console.Wrapped;
import io.caravan.http.ServiceRefusal;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan gc}: deletes segments that nothing refers to. */
@Command(
        name = "gc",
        description = {
            "Deletes the segments that failed and abandoned uploads have left in Swift.",
            "A group of segments is deleted only if its newest one is old enough, no manifest or link anywhere in the"
                    + " account refers to any of it, and no job in this spool that hasn't ended needs it. For that"
                    + " every object of the account is looked at. If one can't be, or a container keeps older versions,"
                    + " nothing is deleted."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  caravan gc --dry-run", "  caravan gc --container golden --older-than 30d"})
public final class GcCommand implements Callable<Integer>, AnswersInJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'").withZone(ZoneOffset.UTC);

    /**
     * A group of segments as {@code --json} shows it.
     *
     * @param state {@code kept}, {@code orphan} (it would be deleted), {@code deleted} or {@code failed}
     * @param reason why it stays
     */
    private record Row(
            String container, String prefix, long segments, long bytes, Instant newest, String state, String reason) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private Definitions definitions;

    @Option(names = "--dry-run", description = "Only shows what would be deleted, and why the rest stays.")
    private boolean dryRun;

    @Option(
            names = {"-c", "--container"},
            paramLabel = "<container>",
            description =
                    "The images' container, whose segments lie in <container>_segments; as often as needed. Without it: caravan.image.container.")
    private List<String> containers = new ArrayList<>();

    @Option(
            names = "--older-than",
            paramLabel = "<time>",
            description = "How long ago the newest segment of a group was put, at least. Uploads of other programs that"
                    + " are under way are known by nothing but that. Default: ${DEFAULT-VALUE}.")
    private String olderThan = "7d";

    @Option(names = "--json", description = "Prints one JSON array, a group a line.")
    private boolean json;

    private final JsonRows rows = new JsonRows();
    private boolean failed;

    @Override
    public boolean wantsErrorInJson() {
        return json && !rows.hasBegun();
    }

    @Override
    public Integer call() throws Exception {
        QuietLog.begin();
        Duration age = age();
        Settings settings = Settings.read(definitions.source(Map.of()));
        if (containers.isEmpty()) {
            containers = List.of(settings.image().container());
        }
        for (String container : containers) {
            ObjectNames.problemWithContainer(container).ifPresent(problem -> {
                throw new CommandLine.ParameterException(spec.commandLine(), problem);
            });
        }
        Path spool = settings.spool().root();
        if (Files.notExists(spool)) {
            Wrapped.err("caravan: there is no spool " + spool
                    + ": no unfinished job is known, and uploads that are under way are protected by their age only");
        }
        try (CloudAccess cloud = CloudAccess.signIn(settings)) {
            Orphans orphans = new Orphans(cloud.account(), new OpenJobs(spool, spool.resolve(".upload")), age);
            head();
            for (String container : containers) {
                collect(orphans, container + ObjectNames.SEGMENTS);
            }
        }
        end();
        return failed ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private Duration age() {
        try {
            return Quantities.time(olderThan);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--older-than " + olderThan + ": a time such as 12h or 30d");
        }
    }

    private void collect(Orphans orphans, String container) throws IOException {
        List<JudgedGroup> findings;
        try {
            findings = orphans.find(container);
        } catch (ServiceRefusal e) {
            if (e.status() == 404) {
                Wrapped.err("caravan: there is no container " + LogText.clean(container) + ", so nothing to do");
                return;
            }
            throw e;
        }
        for (JudgedGroup finding : findings) {
            SegmentGroup group = finding.group();
            if (!finding.orphan()) {
                row(group, "kept", finding.kept());
            } else if (dryRun) {
                row(group, "orphan", "");
            } else {
                delete(orphans, group);
            }
        }
    }

    private void delete(Orphans orphans, SegmentGroup group) {
        try {
            orphans.delete(group);
            row(group, "deleted", "");
        } catch (IOException e) {
            failed = true;
            row(group, "failed", e.getMessage());
        }
    }

    private void head() {
        if (!json) {
            out().printf("%-8s  %8s  %12s  %-17s  %s%n", "STATE", "SEGMENTS", "SIZE", "NEWEST", "CONTAINER/PREFIX");
        }
    }

    private void row(SegmentGroup group, String state, String reason) {
        if (!json) {
            out().printf(
                            "%-8s  %8d  %12s  %-17s  %s%s%n",
                            state,
                            group.segments(),
                            Quantities.readable(group.bytes()),
                            newest(group).map(TIME::format).orElse("-"),
                            LogText.clean(group.place()),
                            reason.isEmpty() ? "" : "  (" + LogText.clean(reason) + ")");
            out().flush();
            return;
        }
        rows.add(
                out(),
                new Row(
                        group.container(),
                        group.prefix(),
                        group.segments(),
                        group.bytes(),
                        group.newest(),
                        state,
                        reason));
    }

    private static Optional<Instant> newest(SegmentGroup group) {
        return Optional.of(group.newest()).filter(time -> !time.equals(Instant.MAX));
    }

    private void end() {
        if (json) {
            rows.end(out());
        }
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
