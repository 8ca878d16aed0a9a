package io.caravan.cli.jobs;

import io.caravan.control.ControlRequest.Action;
import picocli.CommandLine.Command;

/** {@code caravan retry}: what waits is tried now, what has failed once more. */
@Command(
        name = "retry",
        description = {
            "Has the daemon try a job now that waits, whatever its pause.",
            "An image that lies in failed/ goes back into the inbox with its sidecar, and is a new job; what of it landed"
                    + " is not sent again."
        },
        mixinStandardHelpOptions = true)
public final class RetryCommand extends SteeringCommand {

    RetryCommand() {
        super(Action.RETRY);
    }
}
