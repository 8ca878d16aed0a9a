package io.caravan.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The table of {@code docs/clouds.md}: a row for each question, a column for each flavour of cloud.
 *
 * @param columns the answers by flavour and question
 */
record FlavourTable(Map<String, Map<String, String>> columns) {

    private static final Path FILE = Path.of("docs/clouds.md");

    /** What a cell holds whose flavour was not asked. */
    static final String UNKNOWN = "?";

    static FlavourTable read() throws IOException {
        List<List<String>> rows = rows();
        List<String> flavours = rows.get(0).subList(1, rows.get(0).size());
        Map<String, Map<String, String>> columns = new LinkedHashMap<>();
        for (int i = 0; i < flavours.size(); i++) {
            Map<String, String> column = new LinkedHashMap<>();
            for (List<String> row : rows.subList(2, rows.size())) {
                column.put(row.get(0), row.get(i + 1));
            }
            columns.put(flavours.get(i), column);
        }
        return new FlavourTable(columns);
    }

    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    Map<String, String> column(String flavour) {
        return columns.getOrDefault(flavour, Map.of());
    }

    /** Writes a flavour's answers into its column; those of others to questions that are new are unknown. */
    void write(String flavour, Map<String, String> answers) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(row("Asked", columns.keySet().stream()));
        lines.add("|" + "---|".repeat(columns.size() + 1));
        for (String question : answers.keySet()) {
            lines.add(row(
                    question,
                    columns.keySet().stream()
                            .map(column -> (column.equals(flavour) ? answers : column(column))
                                    .getOrDefault(question, UNKNOWN))));
        }
        List<String> text = new ArrayList<>(Files.readAllLines(FILE));
        int from = IntStream.range(0, text.size())
                .filter(line -> text.get(line).startsWith("|"))
                .findFirst()
                .orElseThrow();
        text.removeIf(line -> line.startsWith("|"));
        text.addAll(from, lines);
        Files.write(FILE, text);
    }

    private static String row(String first, Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| " + first + " | ", " |"));
    }
}
