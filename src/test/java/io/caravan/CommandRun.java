package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.cli.CommandRoot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * A command line as typed, run in this process.
 *
 * @param exit its exit code
 * @param out what it printed
 * @param err what it printed on standard error
 */
public record CommandRun(int exit, String out, String err) {

    /** Runs it with the settings that lead to a world's cloud. */
    static CommandRun in(World world, String... words) throws Exception {
        return of(world.allDefinitions(), words);
    }

    /** Runs it with these settings. */
    public static CommandRun of(Map<String, String> definitions, String... words) {
        assertThat(System.getenv().keySet())
                .as("tests need an environment without OS_*")
                .noneMatch(name -> name.startsWith("OS_"));
        List<String> line = new ArrayList<>(List.of(words));
        definitions.forEach((key, value) -> line.add("-D" + key + "=" + value));
        StringWriter out = new StringWriter();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            CommandLine command = CommandRoot.commandLine().setOut(new PrintWriter(out, true));
            int exit = command.execute(line.toArray(String[]::new));
            return new CommandRun(exit, out.toString(), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }
}
