package io.caravan.cli.jobs;

import io.caravan.control.ControlRequest.Action;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan cancel}: a job is not wanted any more. */
@Command(
        name = "cancel",
        description = {
            "Has the daemon give a job up: its requests are ended, and the image goes to failed/ with that reason.",
            "What has landed of it stays in Swift: for caravan retry, or caravan gc."
        },
        mixinStandardHelpOptions = true)
public final class CancelCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private WhichJobs jobs;

    @Override
    public Integer call() throws Exception {
        return jobs.ask(spec, Action.CANCEL, 0);
    }
}
