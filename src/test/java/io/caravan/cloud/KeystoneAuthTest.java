package io.caravan.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.sandbox.AnsweredRequest;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.SettableClock;
import io.caravan.settings.Secret;
import io.caravan.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoneAuthTest {

    private static final Duration LIFE = Duration.ofHours(3);

    @TempDir
    Path data;

    private final SettableClock clock = new SettableClock();
    private final List<AnsweredRequest> signIns = new CopyOnWriteArrayList<>();
    private Sandbox cloud;
    private KeystoneAuth keystone;

    @BeforeEach
    void signIn() throws IOException {
        cloud = Sandbox.start(SandboxOptions.defaults(data).withClock(clock).withTokenLife(LIFE));
        cloud.onAnswered(signIns::add);
        keystone = new KeystoneAuth(
                new Settings.Cloud(
                        cloud.identityUrl(),
                        Sandbox.USER,
                        new Secret(Sandbox.PASSWORD),
                        Sandbox.DOMAIN,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5)),
                clock);
        keystone.signIn();
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    @Test
    void keepsATokenUntilItIsToBeRenewed() throws IOException {
        String first = keystone.token();
        clock.advance(LIFE.minusMinutes(6));
        assertThat(keystone.token()).isEqualTo(first);
        clock.advance(Duration.ofMinutes(2));
        assertThat(keystone.token()).isNotEqualTo(first);
        assertThat(signIns).hasSize(2);
    }

    @Test
    void fetchesOneTokenForAllWhoseTokenWasRefused() throws IOException {
        String refused = keystone.token();
        String fresh = keystone.tokenInPlaceOf(refused);
        assertThat(fresh).isNotEqualTo(refused);
        assertThat(keystone.tokenInPlaceOf(refused)).isEqualTo(fresh);
        assertThat(signIns).hasSize(2);
    }

    @Test
    void whileKeystoneIsAwayUsesTheTokenAtHandForAsLongAsItLives() throws IOException {
        String first = keystone.token();
        cloud.close();
        clock.advance(LIFE.minusMinutes(1));
        assertThat(keystone.token()).isEqualTo(first);
        clock.advance(Duration.ofMinutes(1));
        assertThatThrownBy(keystone::token).isInstanceOf(IOException.class).isNotInstanceOf(SignInException.class);
    }
}
