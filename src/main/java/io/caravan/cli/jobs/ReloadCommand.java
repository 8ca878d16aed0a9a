package io.caravan.cli.jobs;

import io.caravan.cli.console.Definitions;
import io.caravan.control.ControlRequest;
import io.caravan.control.ControlRequest.Action;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan reload}: the daemon reads its settings again. */
@Command(
        name = "reload",
        description = {
            "Has the daemon read its settings again: all that can be taken in is, or nothing where anything is wrong.",
            "At once hold caravan.bandwidth, caravan.log.level, caravan.done.keep, caravan.failed.keep,"
                    + " caravan.spool.warn-below, and a new password or secret from a file. What has to wait for the next"
                    + " start is named."
        },
        mixinStandardHelpOptions = true)
public final class ReloadCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Definitions definitions;

    @Override
    public Integer call() throws Exception {
        return WhichJobs.ask(spec, definitions, ControlRequest.ofAll(Action.RELOAD));
    }
}
