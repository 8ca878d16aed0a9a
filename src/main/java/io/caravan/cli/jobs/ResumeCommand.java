package io.caravan.cli.jobs;

import io.caravan.control.ControlRequest.Action;
import picocli.CommandLine.Command;

/** {@code caravan resume}: what was paused goes on. */
@Command(
        name = "resume",
        description = {
            "Has a paused job go on.",
            "--all: the daemon takes new work again, and every paused job goes on."
        },
        mixinStandardHelpOptions = true)
public final class ResumeCommand extends SteeringCommand {

    ResumeCommand() {
        super(Action.RESUME);
    }
}
