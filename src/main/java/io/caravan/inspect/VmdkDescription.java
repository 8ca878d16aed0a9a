package io.caravan.inspect;

import io.caravan.inspect.Problem.Kind;
import io.caravan.text.LogText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text that describes a VMware disk. Others were made to read a host's files by it (CVE-2022-47951, CVE-2024-32498), so
 * only what is known to be harmless passes.
 */
final class VmdkDescription {

    static final String CONVERT =
            "make one file of it: qemu-img convert -O vmdk -o subformat=streamOptimized <image> <new image>";

    private static final Set<String> ONE_FILE = Set.of("monolithicsparse", "streamoptimized");
    private static final Pattern EXTENT =
            Pattern.compile("(?:rw|rdonly|noaccess)\\s+(\\d{1,19})\\s+(\\S{1,32})(?:\\s+\"([^\"]*)\")?.*");
    private static final Pattern VALUE = Pattern.compile("([^\\s=]{1,64})\\s*=\\s*(.*)");
    private static final int MOST_LINES = 2000;

    private VmdkDescription() {}

    /** What a line says of where bytes lie. */
    private record Extent(String type, String name, String line) {
        static Extent of(Matcher matcher) {
            return new Extent(
                    matcher.group(2), Optional.ofNullable(matcher.group(3)).orElse(""), matcher.group());
        }
    }

    /**
     * Reads it.
     *
     * @param offset where it lies in the file
     * @param alone whether it is all that the file holds
     */
    static void read(String text, long offset, boolean alone, Facts facts) {
        Map<String, String> values = new TreeMap<>();
        List<Extent> extents = new ArrayList<>();
        Optional<String> strange = lines(text, values, extents);
        String type = values.getOrDefault("createtype", "");
        facts.variant(LogText.clean(type));
        if (alone) {
            nothingElse(extents, offset, facts);
        }
        if (!alone && text.chars().anyMatch(character -> character > 126)) {
            facts.add(Kind.UNSUITABLE, offset, "its description holds other characters than ASCII", CONVERT);
        }
        strange.ifPresent(line -> facts.add(
                Kind.UNSAFE, offset, "its description has a line that is none of VMware's: " + line, CONVERT));
        if (!alone && !ONE_FILE.contains(type)) {
            facts.add(
                    Kind.UNSUITABLE,
                    offset,
                    type.isEmpty()
                            ? "its description does not tell its createType"
                            : "it is of the kind " + LogText.clean(type) + ", which is not one file by itself",
                    CONVERT);
        }
        if (values.containsKey("parentfilenamehint")
                || !values.getOrDefault("parentcid", "ffffffff").equals("ffffffff")) {
            facts.add(
                    Kind.UNSAFE,
                    offset,
                    "it is only what differs from another disk, its parent"
                            + Optional.ofNullable(values.get("parentfilenamehint"))
                                    .map(name -> " " + LogText.clean(name))
                                    .orElse(""),
                    CONVERT);
        }
        if (!alone) {
            extents(extents, offset, facts);
        }
    }

    /** Sorts the lines out; the first that is of no known form is left. */
    private static Optional<String> lines(String text, Map<String, String> values, List<Extent> extents) {
        Optional<String> strange = Optional.empty();
        int count = 0;
        for (String raw : text.toLowerCase(Locale.ROOT).split("\\R", MOST_LINES)) {
            String line = raw.strip();
            count++;
            if (line.isEmpty() || line.startsWith("#") || line.startsWith("ddb")) {
                continue;
            }
            Matcher extent = EXTENT.matcher(line);
            Matcher value = VALUE.matcher(line);
            if (extent.matches()) {
                extents.add(Extent.of(extent));
            } else if (value.matches() && count < MOST_LINES) {
                values.put(value.group(1), value.group(2).replaceAll("^\"|\"$", ""));
            } else if (strange.isEmpty()) {
                strange = Optional.of(LogText.clean(line.substring(0, Math.min(80, line.length()))));
            }
        }
        return strange;
    }

    private static void nothingElse(List<Extent> extents, long offset, Facts facts) {
        String names = extents.stream().limit(5).map(Extent::name).collect(Collectors.joining(", "));
        facts.add(
                Kind.UNSAFE,
                offset,
                "it only describes a disk, whose bytes lie in other files"
                        + (names.isEmpty() ? "" : ": " + LogText.clean(names)),
                CONVERT);
    }

    private static void extents(List<Extent> extents, long offset, Facts facts) {
        if (extents.size() != 1) {
            facts.add(
                    Kind.UNSAFE,
                    offset,
                    "its description names " + extents.size() + " extents, not itself alone",
                    CONVERT);
        }
        for (Extent extent : extents) {
            boolean own = extent.type().equals("sparse") && !extent.name().matches(".*[/\\\\].*|\\.\\.|[a-z]:.*");
            if (!own) {
                facts.add(
                        Kind.UNSAFE,
                        offset,
                        "its description has its bytes read from elsewhere: "
                                + LogText.clean(extent.line()
                                        .substring(
                                                0, Math.min(120, extent.line().length()))),
                        CONVERT);
            }
        }
    }
}
