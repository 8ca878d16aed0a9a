package io.caravan.cli.jobs;

import io.caravan.control.ControlRequest.Action;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan resume}: what was paused goes on. */
@Command(
        name = "resume",
        description = {
            "Has a paused job go on.",
            "--all: the daemon takes new work again, and every paused job goes on."
        },
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private WhichJobs jobs;

    @Override
    public Integer call() throws Exception {
        return jobs.ask(spec, Action.RESUME, 0);
    }
}
