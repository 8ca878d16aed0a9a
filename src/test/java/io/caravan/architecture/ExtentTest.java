package io.caravan.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much a reader has to hold in mind at once. */
class ExtentTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final Path ROUTES = Path.of("routes");
    private static final String ERRORS = "errors.camel.yaml";

    @Test
    void noClassHasMoreThan300Lines() throws IOException {
        assertThat(longer(MAIN, 300, file -> true)).isEmpty();
    }

    @Test
    void noRouteFileHasMoreThan180LinesAndTheErrorsNotMoreThan200() throws IOException {
        assertThat(longer(ROUTES, 180, file -> !file.endsWith(ERRORS))).isEmpty();
        assertThat(longer(ROUTES, 200, file -> file.endsWith(ERRORS))).isEmpty();
        assertThat(linesBut("import-")).as("routes that each daemon has").isBetween(1L, 1700L);
    }

    /** Of the import services' files, a daemon has one. */
    private static long linesBut(String prefix) throws IOException {
        return lines(ROUTES).entrySet().stream()
                .filter(file -> !file.getKey().getFileName().toString().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Test
    void noPackageHasMoreThan25Files() throws IOException {
        Map<Path, Long> files = lines(MAIN).keySet().stream()
                .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));

        assertThat(files)
                .hasSizeGreaterThan(15)
                .allSatisfy((folder, number) ->
                        assertThat(number).as(folder.toString()).isLessThanOrEqualTo(25));
        assertThat(files.keySet())
                .allSatisfy(folder ->
                        assertThat(folder.resolve("package-info.java")).exists());
    }

    /** One reader takes a name for one thing; the embedded cloud's are its own. */
    @Test
    void noTwoFilesHaveOneName() throws IOException {
        List<String> names = lines(MAIN).keySet().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.equals("package-info.java"))
                .toList();

        assertThat(names).hasSizeGreaterThan(200).doesNotHaveDuplicates();
    }

    private static List<String> longer(Path folder, long most, Predicate<Path> wanted) throws IOException {
        return lines(folder).entrySet().stream()
                .filter(file -> wanted.test(file.getKey()) && file.getValue() > most)
                .map(file -> file.getKey() + " has " + file.getValue() + " lines")
                .toList();
    }

    /** Each source file with its number of lines. */
    private static Map<Path, Long> lines(Path folder) throws IOException {
        Map<Path, Long> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.(java|yaml)"))
                    .toList()) {
                lines.put(file, (long) Files.readAllLines(file).size());
            }
        }
        return lines;
    }
}
