package io.caravan.cli.jobs;

import io.caravan.control.ControlRequest.Action;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that has the daemon do one thing with jobs. */
abstract class SteeringCommand implements Callable<Integer> {

    private final Action action;

    @Spec
    private CommandSpec spec;

    @Mixin
    private WhichJobs jobs;

    SteeringCommand(Action action) {
        this.action = action;
    }

    @Override
    public Integer call() throws Exception {
        return jobs.ask(spec, action, 0);
    }
}
