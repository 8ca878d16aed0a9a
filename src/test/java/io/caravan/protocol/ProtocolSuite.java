package io.caravan.protocol;

import org.junit.jupiter.api.Nested;

/** All that Caravan relies on in the answers of a cloud, real or not. */
public abstract class ProtocolSuite {
    /** The cloud under test. */
    protected abstract Cloud cloud();

    @Nested
    class SigningIn extends SignInExpectations {
        @Override
        Cloud cloud() {
            return ProtocolSuite.this.cloud();
        }
    }

    @Nested
    class Containers extends ContainerExpectations {
        @Override
        Cloud cloud() {
            return ProtocolSuite.this.cloud();
        }
    }

    @Nested
    class Objects extends ObjectExpectations {
        @Override
        Cloud cloud() {
            return ProtocolSuite.this.cloud();
        }
    }

    @Nested
    class DynamicObjects extends DynamicObjectExpectations {
        @Override
        Cloud cloud() {
            return ProtocolSuite.this.cloud();
        }
    }

    @Nested
    class StaticObjects extends StaticObjectExpectations {
        @Override
        Cloud cloud() {
            return ProtocolSuite.this.cloud();
        }
    }

    @Nested
    class StaticManifests extends StaticManifestExpectations {
        @Override
        Cloud cloud() {
            return ProtocolSuite.this.cloud();
        }
    }

    @Nested
    class StaticDeletes extends StaticDeleteExpectations {
        @Override
        Cloud cloud() {
            return ProtocolSuite.this.cloud();
        }
    }

    @Nested
    class Refusals extends RefusalExpectations {
        @Override
        Cloud cloud() {
            return ProtocolSuite.this.cloud();
        }
    }

    @Nested
    class Images extends ImageExpectations {
        @Override
        Cloud cloud() {
            return ProtocolSuite.this.cloud();
        }
    }
}
