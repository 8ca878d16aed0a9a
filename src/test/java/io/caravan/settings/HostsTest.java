package io.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://keystone.example.com/v3",
                "HTTP://10.0.0.1:5000",
                "http://key_stone:5000",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://[2001:db8::1]/"
            })
    void tellsWhatOthersCanRead(String url) {
        assertThat(Hosts.isInTheClear(URI.create(url))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://keystone.example.com/v3",
                "http://127.0.0.1:5000",
                "http://127.9.9.9",
                "http://localhost",
                "http://a.localhost.",
                "http://[::1]:80/"
            })
    void tellsWhatNobodyElseCanRead(String url) {
        assertThat(Hosts.isInTheClear(URI.create(url))).isFalse();
    }
}
