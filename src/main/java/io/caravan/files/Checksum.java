package io.caravan.files;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What a file's bytes come to.
 *
 * @param hex in small letters
 */
public record Checksum(Algorithm algorithm, String hex) {

    private static final int BUFFER_BYTES = 1 << 20;

    /** How it is reckoned. */
    public enum Algorithm {
        MD5("MD5", 32),
        SHA256("SHA-256", 64),
        SHA512("SHA-512", 128);

        private final String javaName;
        private final int digits;

        Algorithm(String javaName, int digits) {
            this.javaName = javaName;
            this.digits = digits;
        }

        /** As sidecars and options call it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** How many hexadecimal digits it has. */
        public int digits() {
            return digits;
        }
    }

    /** Reads digits, in capitals or not; empty when they can't be of that kind. */
    public static Optional<Checksum> of(Algorithm algorithm, String digits) {
        String hex = digits.strip().toLowerCase(Locale.ROOT);
        return hex.matches("[0-9a-f]{" + algorithm.digits() + "}")
                ? Optional.of(new Checksum(algorithm, hex))
                : Optional.empty();
    }

    /** As the journal and receipts have it: {@code sha256:9f86…}. */
    @JsonValue
    public String text() {
        return algorithm.word() + ":" + hex;
    }

    /** Reads {@link #text()}. */
    @JsonCreator
    static Checksum parse(String text) {
        return Stream.of(Algorithm.values())
                .filter(algorithm -> text.startsWith(algorithm.word() + ":"))
                .findFirst()
                .flatMap(algorithm ->
                        of(algorithm, text.substring(algorithm.word().length() + 1)))
                .orElseThrow(() -> new IllegalArgumentException("no checksum"));
    }

    /**
     * Reads a file to its end, once.
     *
     * @param stopping asked all the time
     * @throws InterruptedIOException when that says yes
     * @throws IOException when it can't be read
     */
    public static List<Checksum> ofFile(List<Algorithm> algorithms, Path file, BooleanSupplier stopping)
            throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return ofStream(algorithms, in, stopping);
        }
    }

    /** Reads a stream to its end, once, as {@link #ofFile} does a file. */
    public static List<Checksum> ofStream(List<Algorithm> algorithms, InputStream in, BooleanSupplier stopping)
            throws IOException {
        List<MessageDigest> digests = algorithms.stream().map(Checksum::digest).toList();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (stopping.getAsBoolean()) {
                throw new InterruptedIOException("the daemon is stopping");
            }
            for (MessageDigest digest : digests) {
                digest.update(buffer, 0, read);
            }
        }
        List<Checksum> found = new ArrayList<>();
        for (int i = 0; i < algorithms.size(); i++) {
            found.add(new Checksum(
                    algorithms.get(i), HexFormat.of().formatHex(digests.get(i).digest())));
        }
        return found;
    }

    private static MessageDigest digest(Algorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has them
        }
    }
}
