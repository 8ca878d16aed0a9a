package io.caravan.inspect;

/**
 * Something about an image that its owner should know.
 *
 * @param fact what is so
 * @param offset the byte that tells it
 * @param advice what would mend it; may be empty
 */
public record Problem(Kind kind, String fact, long offset, String advice) {

    /** What is to be thought of it. */
    public enum Kind {
        /** It would have the cloud read other files, or show what lies on somebody else's disk. */
        UNSAFE,
        /** A part of it is missing. */
        TRUNCATED,
        /** It says what can't be. */
        DAMAGED,
        /** It is no image that a cloud can start. */
        UNSUITABLE,
        /** It may be well, and it may be a mistake. */
        NOTICE
    }

    /** Whether an image with it is not to be sent. */
    public boolean isRefusal() {
        return kind != Kind.NOTICE;
    }

    /** In a sentence. */
    public String sentence() {
        return fact + " (byte " + offset + ")" + (advice.isEmpty() ? "" : ": " + advice);
    }
}
