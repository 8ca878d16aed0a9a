package io.caravan.cli.jobs;

import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.QuietLog;
import io.caravan.cli.console.Wrapped;
import io.caravan.control.ControlClient;
import io.caravan.control.ControlReply;
import io.caravan.control.ControlRequest;
import io.caravan.control.ControlRequest.Action;
import io.caravan.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which jobs a command is for, and how the daemon is asked to do it. */
final class WhichJobs {

    @Mixin
    private Definitions definitions;

    @Parameters(
            index = "0+",
            arity = "0..*",
            paramLabel = "<job|image>",
            description = "Ids of jobs, or names of their images.")
    private List<String> which = new ArrayList<>();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    /**
     * Has the daemon do it, and tells what was done.
     *
     * @return the exit code
     * @throws IOException when no daemon runs, or it may not be asked
     */
    int ask(CommandSpec spec, Action action, int value) throws Exception {
        QuietLog.begin();
        if (all == !which.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "which jobs? Name them by id or image, or say --all");
        }
        return ask(spec, definitions, new ControlRequest(action, which, all, value));
    }

    /**
     * Has the daemon do what is asked, and tells what was done.
     *
     * @return the exit code
     * @throws IOException when no daemon runs, or it may not be asked
     */
    static int ask(CommandSpec spec, Definitions definitions, ControlRequest request) throws Exception {
        QuietLog.begin();
        Path spool = Settings.readSpool(definitions.source(Map.of())).root();
        ControlReply reply = ControlClient.ask(spool, request)
                .orElseThrow(() -> new IOException("no daemon answers on " + spool
                        + ": it does not run, or is still signing in (caravan jobs tells what its journals say)"));
        reply.done().forEach(spec.commandLine().getOut()::println);
        reply.problems().forEach(problem -> Wrapped.err("caravan: " + problem));
        if (reply.done().isEmpty() && reply.problems().isEmpty()) {
            spec.commandLine().getOut().println("there is none");
        }
        return reply.problems().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
