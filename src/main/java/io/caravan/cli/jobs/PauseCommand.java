package io.caravan.cli.jobs;

import io.caravan.control.ControlRequest.Action;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan pause}: a job rests, or the daemon. */
@Command(
        name = "pause",
        description = {
            "Has a job rest until caravan resume, also over a restart of the daemon; what has landed of it stays.",
            "--all: the daemon takes no new work from the inbox, and finishes what it has begun."
        },
        mixinStandardHelpOptions = true)
public final class PauseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private WhichJobs jobs;

    @Override
    public Integer call() throws Exception {
        return jobs.ask(spec, Action.PAUSE, 0);
    }
}
