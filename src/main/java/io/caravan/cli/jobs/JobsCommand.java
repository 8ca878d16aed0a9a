package io.caravan.cli.jobs;

import io.caravan.cli.console.AnswersInJson;
import io.caravan.cli.console.Caller;
import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.JsonRows;
import io.caravan.cli.console.LiveScreen;
import io.caravan.cli.console.QuietLog;
import io.caravan.control.ControlClient;
import io.caravan.control.ControlReply;
import io.caravan.control.ControlRequest;
import io.caravan.control.ControlRequest.Action;
import io.caravan.control.LeftJobs;
import io.caravan.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan jobs}: what a running daemon is at. */
@Command(
        name = "jobs",
        description = "Shows the daemon's jobs: how far each is, and what it waits for, since when, and until when.",
        mixinStandardHelpOptions = true,
        subcommands = ShowJobCommand.class,
        synopsisSubcommandLabel = "[show <job|image>]",
        footer = {"", "Examples:", "  caravan jobs --watch", "  caravan jobs show web.vmdk"})
public final class JobsCommand implements Callable<Integer>, AnswersInJson {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Definitions definitions;

    @Option(names = "--json", description = "Prints one JSON array, a job a line, with exact bytes and times.")
    private boolean json;

    @Option(names = "--watch", description = "Shows it again every second, until Ctrl-C.")
    private boolean watch;

    @Override
    public boolean wantsErrorInJson() {
        return json;
    }

    @Override
    public Integer call() throws Exception {
        QuietLog.begin();
        if (json && watch) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--json and --watch don't go together");
        }
        Path spool = Settings.readSpool(definitions.source(Map.of())).root();
        if (watch) {
            watch(spool);
        }
        show(spool);
        return CommandLine.ExitCode.OK;
    }

    private void show(Path spool) throws IOException {
        Optional<ControlReply> reply = ControlClient.ask(spool, ControlRequest.ofAll(Action.JOBS));
        ControlReply told = reply.isPresent() ? reply.get() : LeftJobs.in(spool, List.of());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonRows rows = new JsonRows();
            told.jobs().forEach(job -> rows.add(out, job));
            rows.end(out);
        } else {
            lines(told, reply.isPresent()).forEach(out::println);
        }
        out.flush();
    }

    private static List<String> lines(ControlReply reply, boolean daemonRuns) {
        return new JobsTable(Caller.outColumns(), Clock.systemUTC().instant()).list(reply, daemonRuns);
    }

    private static void watch(Path spool) throws IOException, InterruptedException {
        LiveScreen screen = new LiveScreen();
        while (true) {
            Optional<ControlReply> reply = ControlClient.ask(spool, ControlRequest.ofAll(Action.JOBS));
            screen.show(lines(reply.isPresent() ? reply.get() : LeftJobs.in(spool, List.of()), reply.isPresent()));
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
