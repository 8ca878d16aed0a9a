package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for the sandbox's tokens, and for its password in base64, in what a daemon has left: every journal, receipt, error
 * file and log. Each spool of a test is looked through before it goes.
 */
final class SecretScan {

    /** A token, the same in base64 at any place, and the password {@code demo} in base64. */
    private static final Pattern SECRET =
            Pattern.compile("gAAAAAB[0-9a-f]{16}|Z0FBQUFBQ|dBQUFBQU|nQUFBQUFC|ZGVtbw|RlbW8|kZW1v");

    private static final List<String> PAPERS = List.of(".json", ".log", ".txt");
    private static final long LARGEST = 4 << 20;

    private SecretScan() {}

    static void assertNone(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(SecretScan::isPaper).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(SECRET.matcher(text).results().map(found -> found.group()))
                        .as("secrets in %s", file)
                        .isEmpty();
            }
        }
    }

    private static boolean isPaper(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && PAPERS.stream().anyMatch(file.toString()::endsWith)
                    && !file.toString().contains("/cloud/") // the sandbox's own
                    && Files.size(file) < LARGEST;
        } catch (IOException e) {
            return false;
        }
    }
}
