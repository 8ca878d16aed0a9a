package io.caravan.cli.jobs;

import io.caravan.control.ControlRequest.Action;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan retry}: what waits is tried now, what has failed once more. */
@Command(
        name = "retry",
        description = {
            "Has the daemon try a job now that waits, whatever its pause.",
            "An image that lies in failed/ goes back into the inbox with its sidecar, and is a new job; what of it landed"
                    + " is not sent again."
        },
        mixinStandardHelpOptions = true)
public final class RetryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private WhichJobs jobs;

    @Override
    public Integer call() throws Exception {
        return jobs.ask(spec, Action.RETRY, 0);
    }
}
