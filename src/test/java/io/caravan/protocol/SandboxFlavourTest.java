package io.caravan.protocol;

import io.caravan.sandbox.Flavour;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox answers as the cloud does that it is told to be. */
class SandboxFlavourTest {

    private abstract static class Answers extends CloudQuestions {
        private final Flavour flavour;
        private final Sandbox sandbox;

        Answers(Path data, Flavour flavour) throws IOException {
            forgetTokens();
            this.flavour = flavour;
            this.sandbox = Sandbox.start(SandboxOptions.defaults(data).withFlavour(flavour));
        }

        @Override
        @AfterEach
        void clean() throws IOException {
            super.clean();
            sandbox.close();
        }

        @Override
        Cloud cloud() {
            return SandboxProtocolTest.cloudOf(sandbox);
        }

        @Override
        String flavour() {
            return flavour.name().toLowerCase(Locale.ROOT);
        }

        /** Caravan copies nothing, deletes one by one, and makes no links. */
        @Override
        Set<String> unanswered() {
            return Set.of("`X-Copy-From`", "`POST ?bulk-delete`", "`X-Symlink-Target`");
        }
    }

    @Nested
    class Stock extends Answers {
        Stock(@TempDir Path data) throws IOException {
            super(data, Flavour.STOCK);
        }
    }

    @Nested
    class Ceph extends Answers {
        Ceph(@TempDir Path data) throws IOException {
            super(data, Flavour.CEPH);
        }
    }

    @Nested
    class Small extends Answers {
        Small(@TempDir Path data) throws IOException {
            super(data, Flavour.SMALL);
        }
    }

    @Nested
    class Policies extends Answers {
        Policies(@TempDir Path data) throws IOException {
            super(data, Flavour.POLICIES);
        }
    }

    @Nested
    class Bare extends Answers {
        Bare(@TempDir Path data) throws IOException {
            super(data, Flavour.BARE);
        }
    }

    @Nested
    class Strict extends Answers {
        Strict(@TempDir Path data) throws IOException {
            super(data, Flavour.STRICT);
        }
    }
}
