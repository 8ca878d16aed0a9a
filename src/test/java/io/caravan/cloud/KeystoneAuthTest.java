package io.caravan.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.http.CloudHttp;
import io.caravan.http.SignInException;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.SettableClock;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.keystone.DemoAccount;
import io.caravan.settings.Credentials;
import io.caravan.settings.Credentials.Domain;
import io.caravan.settings.Settings;
import io.caravan.settings.Transport;
import io.caravan.text.Secret;
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
    private CloudHttp http;
    private KeystoneAuth keystone;

    @BeforeEach
    void signIn() throws IOException {
        cloud = Sandbox.start(SandboxOptions.defaults(data).withClock(clock).withTokenLife(LIFE));
        cloud.onAnswered(signIns::add);
        Transport transport = Transport.direct(Duration.ofSeconds(5), Duration.ofSeconds(5));
        http = CloudHttp.open(transport, "test");
        keystone = new KeystoneAuth(
                new Settings.Cloud(
                        cloud.identityUrl(),
                        new Credentials.Password(
                                new Credentials.User.ByName(DemoAccount.USER, new Domain.ByName(DemoAccount.DOMAIN)),
                                new Secret(DemoAccount.PASSWORD)),
                        Optional.empty(),
                        Optional.empty(),
                        "public",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        transport),
                http,
                clock);
        keystone.signIn();
    }

    @AfterEach
    void end() {
        http.close();
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
