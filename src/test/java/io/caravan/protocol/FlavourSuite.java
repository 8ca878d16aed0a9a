package io.caravan.protocol;

import java.util.Set;
import org.junit.jupiter.api.Nested;

/** How a cloud of some flavour answers where clouds differ. */
public abstract class FlavourSuite {
    /** The cloud under test. */
    protected abstract Cloud cloud();

    /** Which column of the table it is held to. */
    protected abstract String flavour();

    @Nested
    class Answers extends CloudQuestions {
        @Override
        Cloud cloud() {
            return FlavourSuite.this.cloud();
        }

        @Override
        String flavour() {
            return FlavourSuite.this.flavour();
        }

        @Override
        Set<String> unanswered() {
            return Set.of();
        }
    }
}
