package io.caravan.control;

import java.util.List;

/**
 * What a command asks of the daemon: one line of JSON.
 *
 * @param action what is to be done
 * @param which ids of jobs, or names of their images
 * @param all whether it is meant for all of them
 * @param value the priority, where that is to be changed
 */
public record ControlRequest(Action action, List<String> which, boolean all, int value) {

    /** What can be asked for. */
    public enum Action {
        /** Tell of all jobs. */
        JOBS,
        /** Tell all that is known of these. */
        SHOW,
        /** Try again now, or once more what has failed. */
        RETRY,
        /** End them as failed. */
        CANCEL,
        /** Let them rest; without names, take no new work. */
        PAUSE,
        /** Let them go on. */
        RESUME,
        /** Have them go first, or last. */
        PRIORITY,
        /** Read the settings again. */
        RELOAD
    }

    /** What is left out, is empty. */
    public ControlRequest {
        which = which == null ? List.of() : List.copyOf(which);
    }

    /** Of all jobs. */
    public static ControlRequest ofAll(Action action) {
        return new ControlRequest(action, List.of(), true, 0);
    }
}
