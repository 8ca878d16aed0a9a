package io.caravan.protocol;

import io.caravan.sandbox.Flavour;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The sandbox answers as the cloud does that it is told to be. */
@ParameterizedClass
@EnumSource
class SandboxFlavourTest extends CloudQuestions {
    private final Flavour flavour;
    private final Sandbox sandbox;

    SandboxFlavourTest(Flavour flavour, @TempDir Path data) throws IOException {
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
        return Set.of("`POST ?bulk-delete`", "`X-Symlink-Target`");
    }
}
