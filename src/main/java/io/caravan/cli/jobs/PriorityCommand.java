package io.caravan.cli.jobs;

import io.caravan.control.ControlRequest.Action;
import io.caravan.control.Order;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan priority}: who goes first. */
@Command(
        name = "priority",
        description = {
            "Has jobs go first: those with a higher priority, whosever they are; what has begun is not held up.",
            "A job has 0 unless somebody says otherwise."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  caravan priority 10 web.vmdk"})
public final class PriorityCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "<priority>", description = "From -100 to 100.")
    private int priority;

    @Mixin
    private WhichJobs jobs;

    @Override
    public Integer call() throws Exception {
        if (Math.abs((long) priority) > Order.MOST_PRIORITY) {
            throw new CommandLine.ParameterException(spec.commandLine(), "a priority is from -100 to 100");
        }
        return jobs.ask(spec, Action.PRIORITY, priority);
    }
}
