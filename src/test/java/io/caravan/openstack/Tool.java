package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a program of somebody else has said: the witness for what Caravan claims.
 *
 * @param code its exit code
 * @param bytes its standard output
 * @param problem its standard error
 */
record Tool(int code, byte[] bytes, String problem) {

    private static final long LONGEST_SECONDS = 300;

    /** Runs it to its end, with no settings of an OpenStack client but these in its environment. */
    static Tool run(Map<String, String> environment, List<String> line) throws IOException, InterruptedException {
        Path output = Files.createTempFile("caravan-tool", ".out");
        Path problem = Files.createTempFile("caravan-tool", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .redirectError(problem.toFile());
            builder.environment().keySet().removeIf(name -> name.matches("(OS|ST|CARAVAN)_.*|(?i).*_proxy"));
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(line + " has not ended: " + Files.readString(problem));
            }
            return new Tool(process.exitValue(), Files.readAllBytes(output), Files.readString(problem));
        } finally {
            Files.delete(output);
            Files.delete(problem);
        }
    }

    /** It must have ended well. */
    Tool succeeded() {
        assertThat(code).as(() -> text() + problem).isZero();
        return this;
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return text().lines().toList();
    }
}
