package io.caravan.cli.jobs;

import io.caravan.cli.console.AnswersInJson;
import io.caravan.cli.console.Caller;
import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.JsonRows;
import io.caravan.cli.console.QuietLog;
import io.caravan.control.ControlClient;
import io.caravan.control.ControlReply;
import io.caravan.control.ControlRequest;
import io.caravan.control.ControlRequest.Action;
import io.caravan.control.JobDetails;
import io.caravan.control.LeftJobs;
import io.caravan.files.TextFile;
import io.caravan.job.FinalNames;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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

/** {@code caravan jobs show}: all that is known of a job. */
@Command(
        name = "show",
        description = "Shows all that is known of a job, its segments included; of an image that has ended, its paper.",
        mixinStandardHelpOptions = true)
public final class ShowJobCommand implements Callable<Integer>, AnswersInJson {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Definitions definitions;

    @Parameters(paramLabel = "<job|image>", description = "A job's id, or the name of its image.")
    private String which;

    @Option(names = "--json", description = "Prints one JSON array, a job a line, with its journal.")
    private boolean json;

    @Override
    public boolean wantsErrorInJson() {
        return json;
    }

    @Override
    public Integer call() throws Exception {
        QuietLog.begin();
        Settings.Spool spool = Settings.readSpool(definitions.source(Map.of()));
        ControlRequest request = new ControlRequest(Action.SHOW, List.of(which), false, 0);
        Optional<ControlReply> reply = ControlClient.ask(spool.root(), request);
        List<JobDetails> found =
                (reply.isPresent() ? reply.get() : LeftJobs.in(spool.root(), List.of(which))).details();
        PrintWriter out = spec.commandLine().getOut();
        if (found.isEmpty()) {
            showPaper(spool, out);
        } else if (json) {
            JsonRows rows = new JsonRows();
            found.forEach(each -> rows.add(out, each));
            rows.end(out);
        } else {
            JobsTable table =
                    new JobsTable(Caller.outColumns(), Clock.systemUTC().instant());
            found.forEach(each -> table.details(each).forEach(out::println));
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private void showPaper(Settings.Spool spool, PrintWriter out) throws IOException {
        for (Path paper : papers(spool)) {
            if (Files.isRegularFile(paper, LinkOption.NOFOLLOW_LINKS)) {
                if (!json) {
                    out.println(LogText.clean(paper.toString()));
                }
                out.println(TextFile.read(paper).strip());
                return;
            }
        }
        throw new IOException("no job is under way of that id or image, and no paper of such an image lies in done/ or"
                + " failed/: " + LogText.clean(which));
    }

    private List<Path> papers(Settings.Spool spool) {
        return which.isEmpty() || which.contains("/")
                ? List.of()
                : List.of(
                        spool.done().resolve(FinalNames.receipt(which)),
                        spool.failed().resolve(FinalNames.error(which)));
    }
}
