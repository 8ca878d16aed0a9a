package io.caravan.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    /** With the answers of a flavour; those of others to questions that are new are unknown. */
    FlavourTable with(String flavour, Map<String, String> answers) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>(columns);
        all.put(flavour, answers);
        return new FlavourTable(all);
    }

    void write() throws IOException {
        Set<String> questions = new LinkedHashSet<>();
        columns.values().stream()
                .filter(column -> !column.isEmpty())
                .reduce((first, last) -> last.size() >= first.size() ? last : first)
                .ifPresent(column -> questions.addAll(column.keySet()));
        List<String> lines = new ArrayList<>();
        lines.add(row("Asked", columns.keySet().stream()));
        lines.add("|" + "---|".repeat(columns.size() + 1));
        for (String question : questions) {
            lines.add(row(question, columns.values().stream().map(column -> column.getOrDefault(question, UNKNOWN))));
        }
        List<String> old = Files.readAllLines(FILE);
        int from = old.indexOf(
                old.stream().filter(line -> line.startsWith("|")).findFirst().orElseThrow());
        List<String> text = new ArrayList<>(
                old.stream().filter(line -> !line.startsWith("|")).toList());
        text.addAll(from, lines);
        Files.write(FILE, text);
    }

    private static String row(String first, Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| " + first + " | ", " |"));
    }
}
