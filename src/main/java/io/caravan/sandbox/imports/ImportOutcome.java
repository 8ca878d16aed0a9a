package io.caravan.sandbox.imports;

import java.util.Objects;

/** How a test wants an import to end. Without one, what was read decides. */
public sealed interface ImportOutcome {
    /** The import succeeds if the object can be read as it should be. */
    ImportOutcome SUCCEED = new Succeed();

    /** The import stays in processing for ever. */
    ImportOutcome NEVER_ENDS = new NeverEnds();

    /** The import fails with this message once its time is over. */
    static ImportOutcome fail(String message) {
        return new Fail(message);
    }

    record Succeed() implements ImportOutcome {}

    record NeverEnds() implements ImportOutcome {}

    /** @param message what the status then tells the client */
    record Fail(String message) implements ImportOutcome {
        public Fail {
            Objects.requireNonNull(message, "message");
        }
    }
}
