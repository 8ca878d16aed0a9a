package io.caravan.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * JSON of others, and of files that others might have written: however much of it there is, reading it does not fill the
 * memory. A tree takes a hundred times the memory of {@code [{},{},…]}, so its parts are counted.
 */
public final class BoundedJson {

    /** Three times what the largest image's segments are written in. */
    private static final long MOST_TOKENS = 500_000;

    private static final int LONGEST_TEXT = 1 << 20;
    private static final int DEEPEST = 100;

    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxTokenCount(MOST_TOKENS)
            .maxStringLength(LONGEST_TEXT)
            .maxNestingDepth(DEEPEST)
            .build();

    private BoundedJson() {}

    /** Makes parsers that give up, with an {@code IOException}, on more than anybody needs. */
    public static JsonFactory factory() {
        return JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
    }

    /** A mapper that reads so. */
    public static ObjectMapper mapper() {
        return new ObjectMapper(factory());
    }
}
