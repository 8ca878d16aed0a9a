package io.caravan.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static void assertHidden(String secret, String text) {
        new Secret(secret);
        assertThat(Secrets.hide("before " + text + " behind"))
                .contains("before ", Secret.MASK, " behind")
                .doesNotContain(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"correct horse", "a/b+c=d&e%f", "Größe-€-😀", "quote\"back\\slash", "<b>&'</b>", "with space "})
    void takesASecretOutInEveryForm(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        assertHidden(secret, secret);
        assertHidden(secret, encoded);
        assertHidden(secret, encoded.replace("+", "%20"));
        assertHidden(secret, PercentCode.encode(secret));
        assertHidden(secret, Base64.getEncoder().encodeToString(bytes));
        assertHidden(secret, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        assertHidden(secret, secret.replace("\\", "\\\\").replace("\"", "\\\""));
        assertHidden(
                secret,
                secret.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;"));
    }

    @Test
    void takesASecretOutOfBase64OfSomethingLonger() {
        for (String user : new String[] {"u", "us", "use", "user"}) {
            String basic = Base64.getEncoder()
                    .encodeToString((user + ":correct horse battery").getBytes(StandardCharsets.UTF_8));
            new Secret("correct horse battery");
            assertThat(Secrets.hide(basic)).contains(Secret.MASK).hasSizeLessThan(20);
        }
    }

    /** A password may be a word like any other. */
    @Test
    void takesAShortSecretOutAsAWordOnlyAndLeavesItInOurOwnLines() {
        new Secret("lamp");
        assertThat(Secrets.hide("the lamp of clamps, images/lamp.img"))
                .isEqualTo("the " + Secret.MASK + " of clamps, images/" + Secret.MASK + ".img");
        assertThat(Secrets.hideLong("images/lamp.img done")).isEqualTo("images/lamp.img done");
        new Secret("abc");
        assertThat(Secrets.hide("abc")).as("no secret at all").isEqualTo("abc");
    }

    @Test
    void forgetsTokensThatOthersHaveReplaced() {
        IntStream.range(0, 100).forEach(number -> Secrets.knowToken("token-number-" + number + "-of-many"));
        assertThat(Secrets.hideLong("token-number-99-of-many")).isEqualTo(Secret.MASK);
        assertThat(Secrets.hideLong("token-number-1-of-many")).isEqualTo("token-number-1-of-many");
    }
}
