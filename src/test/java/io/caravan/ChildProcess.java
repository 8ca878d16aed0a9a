package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** Caravan in a process of its own, which can be killed. Its output goes to a file. */
final class ChildProcess implements AutoCloseable {

    /** Words before a command that make its standard output a disk without room. */
    static final List<String> ONTO_A_FULL_DISK = List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh");

    /** It lives for seconds: to compile less well halves the processor's time for a start. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** For one that reads gigabytes. */
    static final String COMPILED_WELL = "-XX:TieredStopAtLevel=4";

    private final Process process;
    private final Path output;

    private ChildProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts {@code java <options> io.caravan.Caravan <command> -Dkey=value…}.
     *
     * @param before words to put before the command, for a shell wrapper
     */
    static ChildProcess start(
            Path output, List<String> before, List<String> jvmOptions, String command, Map<String, String> definitions)
            throws IOException {
        List<String> line = new ArrayList<>(before);
        line.addAll(javaLine(jvmOptions, command, definitions));
        return start(output, line, Redirect.appendTo(output.toFile()), Map.of());
    }

    /** Starts it with these variables in its environment. */
    static ChildProcess in(
            Map<String, String> environment, Path output, String command, Map<String, String> definitions)
            throws IOException {
        return start(
                output, javaLine(List.of(), command, definitions), Redirect.appendTo(output.toFile()), environment);
    }

    /** Starts it with a terminal of 80 columns, on which {@link #type} types. */
    static ChildProcess onTerminal(Path output, String command, Map<String, String> definitions) throws IOException {
        String line = javaLine(List.of("-Dcaller.columns=80", "-Dcaller.out-columns=80"), command, definitions).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        // whoever ignores Ctrl-C, as a build in the background does, hands that down
        String script = "exec env --default-signal=INT " + line;
        return start(output, List.of("script", "-qefc", script, output.toString()), Redirect.DISCARD, Map.of());
    }

    /** Options with which Java has all classes in files that it opens at once, as it has them in a distribution. */
    static List<String> packed(Path jar) throws IOException {
        Path classes = Path.of("target/classes").toAbsolutePath();
        int exit = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--no-compress",
                        "--file=" + jar,
                        "-C",
                        classes.toString(),
                        ".");
        assertThat(exit).as("jar").isZero();
        String classPath = System.getProperty("java.class.path");
        assertThat(classPath).contains(classes.toString());
        return List.of("-cp", classPath.replace(classes.toString(), jar.toString()));
    }

    private static List<String> javaLine(List<String> jvmOptions, String command, Map<String, String> definitions) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(SHORT_LIVED);
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(jvmOptions);
        line.add(Caravan.class.getName());
        line.addAll(List.of(command.split(" ")));
        definitions.forEach((key, value) -> line.add("-D" + key + "=" + value));
        return line;
    }

    private static ChildProcess start(
            Path output, List<String> line, Redirect redirect, Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(redirect);
        builder.environment().keySet().removeIf(name -> name.matches("(?i)(CARAVAN_|OS_).*|.*_proxy"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start(), output);
    }

    /** Waits until the daemon has begun to look into its inbox; it must not end before. */
    void awaitWatching() {
        await("the start").atMost(World.PATIENCE).until(() -> {
            assertThat(isAlive()).as(output()).isTrue();
            return output().contains(" is watching ");
        });
    }

    void type(char key) throws IOException {
        process.getOutputStream().write(key);
        process.getOutputStream().flush();
    }

    /** Ends it the way that nothing survives. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Ends it with SIGTERM; the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Waits for it to end by itself; the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(World.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the process has not ended");
        }
        return process.exitValue();
    }

    /** Its process id, which a word before the command that ends in {@code exec} hands down. */
    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
