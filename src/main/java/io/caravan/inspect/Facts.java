package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a reader of a format has found so far. */
final class Facts {

    /** More would tell nobody anything. */
    private static final int MOST_PROBLEMS = 20;

    private final List<Problem> problems = new ArrayList<>();
    private OptionalLong virtualBytes = OptionalLong.empty();
    private String variant = "";

    /** The size of the disk; a negative one is none. */
    void virtualBytes(long bytes) {
        virtualBytes = bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    void variant(String words) {
        variant = words;
    }

    void add(Kind kind, long offset, String fact, String advice) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new Problem(kind, fact, offset, advice));
        }
    }

    void cut(CutShort cut) {
        truncated(cut.offset(), "it is not whole: " + cut.getMessage());
    }

    void truncated(long offset, String fact) {
        add(Kind.TRUNCATED, offset, fact, "copy it again, and compare its checksum with the original's");
    }

    OptionalLong virtualBytes() {
        return virtualBytes;
    }

    String variant() {
        return variant;
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }
}
