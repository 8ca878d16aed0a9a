package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.cli.CommandRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every command has in common. */
class CommandLineTest {

    static Stream<String> commands() {
        return CommandRoot.commandLine().getSubcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHelps(String command) {
        CommandRun run = CommandRun.of(Map.of(), command, "--help");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).startsWith("Usage: caravan " + command).contains("-h, --help");
        assertThat(run.out().lines().filter(line -> line.matches("[A-Z].*\\w.*")))
                .hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandRefusesAnOptionThatItDoesNotHave(String command) {
        CommandRun run = CommandRun.of(Map.of(), command, "--nonsense");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).startsWith("caravan: ").contains("Usage: caravan " + command);
    }

    @Test
    void completionIsAScriptThatShellsTakeAndThatKnowsEveryCommand(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path script = folder.resolve("caravan");
        Files.writeString(script, CommandRun.of(Map.of(), "completion").out());
        Path words = folder.resolve("words");

        Process bash = new ProcessBuilder(List.of(
                        "bash",
                        "-c",
                        "source " + script + " && COMP_WORDS=(caravan '') COMP_CWORD=1 && _complete_caravan"
                                + " && printf '%s\\n' \"${COMPREPLY[@]}\""))
                .redirectErrorStream(true)
                .redirectOutput(words.toFile())
                .start();
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(Files.readAllLines(words)).containsAll(commands().toList());
    }
}
