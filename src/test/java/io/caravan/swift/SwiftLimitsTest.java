package io.caravan.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.swift.SwiftLimits.Slo;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwiftLimitsTest {

    @Test
    void readsWhatSwiftTells() throws IOException {
        SwiftLimits limits = SwiftLimits.parse("""
                {"swift": {"version": "2.30.1", "max_file_size": 1048576}, "tempurl": {},
                 "slo": {"max_manifest_segments": 7, "max_manifest_size": 4096, "min_segment_size": 65536}}""");
        assertThat(limits.told()).isTrue();
        assertThat(limits.maxFileSize()).isEqualTo(1 << 20);
        assertThat(limits.slo()).contains(new Slo(7, 4096, 65536));
    }

    @Test
    void aCloudMayHaveNoStaticLargeObjects() throws IOException {
        SwiftLimits limits = SwiftLimits.parse("{\"swift\": {}}");
        assertThat(limits.maxFileSize()).isEqualTo(5_368_709_122L);
        assertThat(limits.slo()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "\"many\"", "null", "1e300", "99999999999999999999", "[]"})
    void whatIsNoSensibleNumberCountsAsStock(String number) throws IOException {
        SwiftLimits limits = SwiftLimits.parse(
                "{\"swift\": {\"max_file_size\": %1$s}, \"slo\": {\"max_manifest_segments\": %1$s}}".formatted(number));
        assertThat(limits.maxFileSize()).isEqualTo(SwiftLimits.STOCK_MAX_FILE_SIZE);
        assertThat(limits.slo())
                .contains(new Slo(
                        Slo.STOCK.maxSegments(), Slo.STOCK.maxManifestBytes(), Slo.STOCK.minSegmentBytes(), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "{\"swift\": 1}", "null"})
    void anythingElseIsNoAnswerOfSwift(String body) {
        assertThatThrownBy(() -> SwiftLimits.parse(body)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 405})
    void aCloudThatRefusesToTellIsAskedOnce(int status) throws Exception {
        KnownLimits limits = new KnownLimits();
        assertThat(limits.isUnknown()).isTrue();
        limits.learn(status, "<html>no</html>");
        assertThat(limits.isUnknown()).isFalse();
        assertThat(limits.limits()).isEqualTo(SwiftLimits.UNTOLD);
    }

    @Test
    void nonsenseCountsAsUntold() throws Exception {
        KnownLimits limits = new KnownLimits();
        limits.learn(200, "<html>a proxy's greeting</html>");
        assertThat(limits.isUnknown()).isFalse();
        assertThat(limits.limits()).isEqualTo(SwiftLimits.UNTOLD);
    }

    /** As Swift 2.30.1 and Ceph 16.2.15 tell, in short. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'swift': {'version': '2.30.1'}, 'dlo': {}, 'slo': {'min_segment_size': 1}} | OpenStack Swift 2.30.1 | true",
                "{'swift': {'version': '2.30.1'}, 'slo': {'min_segment_size': 1}} | OpenStack Swift 2.30.1 | true",
                "{'swift': {'version': '16.2.15', 'max_object_name_size': 1024}, 'tempauth': {'account_acls': true},"
                        + " 'slo': {'max_manifest_segments': 1000}} | Ceph's object gateway 16.2.15 | false",
                "{'swift': {'version': '<b>'}, 'slo': {}} | a Swift of another kind | false"
            })
    void whichSoftwareItIsAndWhetherItChecksManifestsIsSeenByWhatItTells(String info, String product, boolean checks)
            throws IOException {
        SwiftLimits limits = SwiftLimits.parse(info.replace('\'', '"'));

        assertThat(limits.product()).isEqualTo(product);
        assertThat(limits.slo().orElseThrow().checksEtags()).isEqualTo(checks);
    }
}
