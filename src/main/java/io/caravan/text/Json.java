package io.caravan.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The one form of JSON that Caravan writes: times as ISO text, readable by people; and how it reads others' JSON. */
public final class Json {

    /** Writes and reads Caravan's own files; tolerates fields of a later version. */
    public static final ObjectMapper MAPPER = mapper(BoundedJson.factory());

    /** The same on one line. */
    public static final ObjectWriter LINE = MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    /** The same without bounds, for what our own daemon answers: a line of JSON, which may tell of very many jobs. */
    public static ObjectMapper ofOurOwn() {
        return mapper(new JsonFactory()).disable(SerializationFeature.INDENT_OUTPUT);
    }

    private static ObjectMapper mapper(JsonFactory factory) {
        return JsonMapper.builder(factory)
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
    }

    /** JSON that a person may have a terminal show: what would do something to it is escaped. */
    public static byte[] forPeople(Object value) throws IOException {
        return MAPPER.writeValueAsString(value)
                .lines()
                .map(LogText::visible)
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
