package io.caravan.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenTest {

    private static final Instant ISSUED = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"PT24H, PT23H55M", "PT1H, PT55M", "PT25M, PT20M", "PT10M, PT8M", "PT5S, PT4S"})
    void isRenewedFiveMinutesOrAFifthOfItsLifeBeforeItExpires(Duration life, Duration renewedAfter) {
        Token token = new Token("id", ISSUED, ISSUED.plus(life));
        assertThat(token.renewAt()).isEqualTo(ISSUED.plus(renewedAfter));
    }

    @Test
    void doesNotShowItsId() {
        assertThat(new Token("geheim", ISSUED, ISSUED).toString())
                .doesNotContain("geheim")
                .contains(ISSUED.toString());
    }
}
