package io.caravan.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.type.TypeReference;
import io.caravan.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * One piece of a verified object.
 *
 * @param name the segment's name in its container; of a static large object several pieces may have one name
 * @param bytes its size
 * @param etag its Etag without quotes, the MD5 of its bytes
 * @param from where the cloud has its bytes from
 */
public record SentSegment(String name, long bytes, String etag, From from) {

    private static final TypeReference<List<SentSegment>> PIECES = new TypeReference<>() {};

    /** Where the cloud has a piece's bytes from. */
    public enum From {
        /** They were sent in the try that was the last. */
        SENT,
        /** They had landed before, in an earlier try. */
        LANDED,
        /** They are zeros, and those of another piece stand for them. */
        ZEROS,
        /** The object that was replaced had the same bytes in the same place. */
        OLDER;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param from a journal of an earlier version does not tell it */
    @JsonCreator
    public SentSegment(
            @JsonProperty("name") String name,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("etag") String etag,
            @JsonProperty("from") From from) {
        this.name = name;
        this.bytes = bytes;
        this.etag = etag;
        this.from = from == null ? From.SENT : from;
    }

    /**
     * The pieces of an object, in their order, as they were written down.
     *
     * @throws IOException when they can't be read now
     */
    public static List<SentSegment> read(Path file) throws IOException {
        return Json.MAPPER.readValue(file.toFile(), PIECES);
    }

    /** A piece that was sent. */
    public SentSegment(String name, long bytes, String etag) {
        this(name, bytes, etag, From.SENT);
    }
}
