package io.caravan.cli.jobs;

import io.caravan.control.ControlRequest.Action;
import picocli.CommandLine.Command;

/** {@code caravan cancel}: a job is not wanted any more. */
@Command(
        name = "cancel",
        description = {
            "Has the daemon give a job up: its requests are ended, and the image goes to failed/ with that reason.",
            "What has landed of it stays in Swift: for caravan retry, or caravan gc."
        },
        mixinStandardHelpOptions = true)
public final class CancelCommand extends SteeringCommand {

    CancelCommand() {
        super(Action.CANCEL);
    }
}
