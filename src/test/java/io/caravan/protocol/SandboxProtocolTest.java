package io.caravan.protocol;

import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox answers as the real services do. */
class SandboxProtocolTest extends ProtocolSuite {
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
}
