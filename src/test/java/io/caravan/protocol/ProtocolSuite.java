package io.caravan.protocol;

import org.junit.jupiter.api.Nested;

/** All that Caravan relies on in the answers of a cloud, real or not. */
public abstract class ProtocolSuite {
    /** The cloud under test. */
    protected abstract Cloud cloud();

    @Nested
    class StaticObjects extends StaticObjectExpectations {
        @Override
        Cloud cloud() {
            return ProtocolSuite.this.cloud();
        }
    }
}
