package io.caravan.protocol;

import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox answers as a stock Swift does, where clouds differ. */
class SandboxFlavourTest extends FlavourSuite {
    private static Sandbox sandbox;

    @BeforeAll
    static void start(@TempDir Path data) throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(data));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Override
    protected Cloud cloud() {
        return SandboxCloud.of(sandbox);
    }

    @Override
    protected String flavour() {
        return "stock";
    }

    /** Caravan copies nothing, deletes one by one, and makes no links. */
    @Override
    protected Set<String> unanswered() {
        return Set.of("`X-Copy-From`", "`POST ?bulk-delete`", "`X-Symlink-Target`");
    }
}
