package io.caravan.cli.jobs;

import io.caravan.control.ControlRequest.Action;
import picocli.CommandLine.Command;

/** {@code caravan pause}: a job rests, or the daemon. */
@Command(
        name = "pause",
        description = {
            "Has a job rest until caravan resume, also over a restart of the daemon; what has landed of it stays.",
            "--all: the daemon takes no new work from the inbox, and finishes what it has begun."
        },
        mixinStandardHelpOptions = true)
public final class PauseCommand extends SteeringCommand {

    PauseCommand() {
        super(Action.PAUSE);
    }
}
