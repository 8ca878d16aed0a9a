package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.cli.CommandRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is printed for people fits a terminal of 80 columns, and leaves no blank line. */
class TerminalTest {

    @RegisterExtension
    final World world = new World();

    static Stream<String> commands() {
        return Stream.concat(
                Stream.of("--help"),
                CommandRoot.commandLine().getSubcommands().keySet().stream().map(command -> command + " --help"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyHelpFits(String command) {
        assertThat(CommandRun.of(Map.of(), command.split(" ")).out().lines()).allMatch(TerminalTest::fits);
    }

    /** The README shows just that. */
    @Test
    void theDemoFits() throws Exception {
        List<String> lines = run("demo", Map.of(), 0);
        assertThat(lines)
                .allMatch(TerminalTest::fits)
                .noneMatch(String::isBlank)
                .contains("  read back  sha256 equal");
        List<String> readme = Files.readAllLines(Path.of("README.md"));
        assertThat(readme).containsSequence("Nothing leaves this machine.", lines.get(2));
        assertThat(readme)
                .filteredOn(line -> line.startsWith("  read back"))
                .containsExactly("  read back  sha256 equal");
    }

    @Test
    void anUploadFits() throws Exception {
        Path image = Files.write(world.folder().resolve("disk.vmdk"), World.bytes(3 << 20, 1));
        assertThat(run("upload " + image, world.allDefinitions(), 0))
                .allMatch(TerminalTest::fits)
                .noneMatch(String::isBlank)
                .contains("object      images/disk.vmdk");
    }

    @Test
    void whatIsWrongFits() throws Exception {
        Map<String, String> wrong = new HashMap<>(world.allDefinitions());
        wrong.put("caravan.segment.size", "huge");
        wrong.put("caravan.cloud.auth-url", "");
        wrong.put("caravan.cloud.region", "");
        wrong.put("caravan.cloud.password", "");
        for (String command : List.of("list", "check", "run", "upload nothing", "download images/x")) {
            assertThat(run(command, wrong, 1)).allMatch(TerminalTest::fits).noneMatch(String::isBlank);
        }
    }

    @Test
    void aCheckFits() throws Exception {
        world.set("caravan.cloud.password", "wrong");
        assertThat(run("check", world.allDefinitions(), 1))
                .filteredOn(line -> !line.contains("://"))
                .allMatch(TerminalTest::fits)
                .noneMatch(String::isBlank);
    }

    private List<String> run(String command, Map<String, String> definitions, int exit) throws Exception {
        Path log = Files.createTempFile(world.folder(), "terminal", ".log");
        try (ChildProcess terminal = ChildProcess.onTerminal(log, command, definitions)) {
            assertThat(terminal.exitCode()).as(terminal.output()).isEqualTo(exit);
            return seen(terminal.output());
        }
    }

    /** The lines that are left to be seen in the end: what was drawn over is gone. */
    private static List<String> seen(String output) {
        String shown = output.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "")
                .replaceFirst("^Script started [^\n]*\n", "")
                .replaceFirst("\\s+Script done [^\n]*\\s*$", "");
        return Stream.of(shown.split("\n"))
                .map(String::stripTrailing)
                .map(line -> line.substring(line.lastIndexOf('\r') + 1))
                .toList();
    }

    private static boolean fits(String line) {
        return line.codePointCount(0, line.length()) <= 80;
    }
}
