package io.caravan.imports.vmimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.text.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportStatusTest {

    private static ImportStatus status(String body) throws IOException {
        return ImportStatus.of(Json.MAPPER.readTree(body));
    }

    @ParameterizedTest
    @CsvSource({
        "queued, UNDER_WAY",
        "processing, UNDER_WAY",
        "succeeded, SUCCEEDED",
        "failed, FAILED",
        "pending, UNDER_WAY",
        "Succeeded, UNDER_WAY",
    })
    void takesAStateThatIsNotKnownForUnderWay(String state, ImportStatus.Phase phase) throws IOException {
        assertThat(status("{\"import_status\": \"" + state + "\"}").phase()).isEqualTo(phase);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40", "\"40\""})
    void readsProgressAsTextOrNumber(String progress) throws IOException {
        ImportStatus status = status("{\"import_status\": \"processing\", \"progress\": " + progress + "}");
        assertThat(status.progress()).hasValue(40);
        assertThat(status.text()).isEqualTo("processing 40 %");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "\"many\"", "-1", "4.5", "10000", "{}", "[]", "true"})
    void doesWithoutProgressThatIsNone(String progress) throws IOException {
        ImportStatus status = status("{\"import_status\": \"processing\", \"progress\": " + progress + "}");
        assertThat(status.progress()).isEmpty();
        assertThat(status.text()).isEqualTo("processing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "succeeded", "failed"})
    void saysProgressOnlyWhereItMeansSomething(String state) throws IOException {
        assertThat(status("{\"import_status\": \"" + state + "\", \"progress\": 0}")
                        .text())
                .isEqualTo(state);
    }

    @Test
    void readsWhyAnImportFailedUnderEitherName() throws IOException {
        assertThat(status("{\"import_status\": \"failed\", \"error_message\": \"no disk\"}")
                        .message())
                .isEqualTo("no disk");
        assertThat(status("{\"import_status\": \"failed\", \"message\": \"no disk\"}")
                        .message())
                .isEqualTo("no disk");
        assertThat(status("{\"import_status\": \"failed\"}").message()).isEmpty();
    }

    @Test
    void doesNotMindFieldsItDoesNotKnow() throws IOException {
        assertThat(status("{\"import_status\": \"queued\", \"colour\": {\"a\": []}}")
                        .phase())
                .isEqualTo(ImportStatus.Phase.UNDER_WAY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "\"succeeded\"",
                "{\"import_status\": null}",
                "{\"import_status\": \" \"}",
                "{\"import_status\": {}}",
                "{\"message\": \"succeeded\"}"
            })
    void takesABodyWithoutAStateForNoStatus(String body) {
        assertThatThrownBy(() -> status(body)).isInstanceOf(IOException.class).hasMessageContaining("import_status");
    }

    @Test
    void keepsAStrangeStateOnOneLine() throws IOException {
        assertThat(status("{\"import_status\": \"a\\n\\u001b[31mb\"}").text()).isEqualTo("a [31mb");
    }
}
