package io.caravan.check;

/**
 * What one check has shown.
 *
 * @param check what was looked at
 * @param state how it is
 * @param detail what was found, in the service's own words where it refused; of a skipped check, why
 * @param advice what to do about it, or empty
 */
public record Finding(String check, State state, String detail, String advice) {

    /** How it is. */
    public enum State {
        /** It works. */
        OK,
        /** It does not. */
        FAILED,
        /** It could not be looked at, or does not matter here. */
        SKIPPED
    }

    static Finding ok(String check, String detail) {
        return new Finding(check, State.OK, detail, "");
    }

    static Finding failed(String check, String detail, String advice) {
        return new Finding(check, State.FAILED, detail, advice);
    }

    static Finding skipped(String check, String why) {
        return new Finding(check, State.SKIPPED, why, "");
    }
}
