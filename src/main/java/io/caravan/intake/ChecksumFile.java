package io.caravan.intake;

import io.caravan.files.Checksum;
import io.caravan.files.Checksum.Algorithm;
import io.caravan.text.LogText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of checksums, as {@code sha256sum} writes them, with {@code --tag} or without, or with nothing but digits in it.
 *
 * @param own whether it is one image's, and its only line is that image's whatever name stands in it
 */
record ChecksumFile(Path file, Algorithm algorithm, boolean own) {

    /** Bytes. */
    private static final int LONGEST = 4 << 20;

    private static final Pattern TAGGED = Pattern.compile("([A-Za-z0-9-]{1,12}) \\((.+)\\) = ([0-9A-Fa-f]+)");
    private static final Pattern PLAIN = Pattern.compile("(\\\\?)([0-9A-Fa-f]+)(?: [ *](.+))?");

    /** A line of it. */
    private record Line(String digits, String name) {}

    /**
     * An image's checksum; empty where the file is of many images and not of this one.
     *
     * @throws ImageRefused when it is no regular file of a fitting size, or has none where there should be one
     * @throws IOException when it can't be read
     */
    Optional<Checksum> read(String image) throws ImageRefused, IOException {
        String label = LogText.clean(file.getFileName().toString());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Sidecar.hasFurtherNames(file)) {
            throw new ImageRefused(label + " is no regular file, or a hard link to another");
        }
        byte[] content = Sidecar.content(file, LONGEST);
        if (content.length > LONGEST) {
            throw new ImageRefused(label + " is too long for a file of checksums");
        }
        List<Line> lines = lines(new String(content, StandardCharsets.UTF_8));
        Optional<Line> found = lines.stream()
                .filter(line -> baseName(line.name()).equals(image) || own && lines.size() == 1)
                .findFirst();
        if (found.isEmpty() && !own) {
            return Optional.empty();
        }
        return Optional.of(found.flatMap(line -> Checksum.of(algorithm, line.digits()))
                .orElseThrow(() -> new ImageRefused(label + " has no " + algorithm.word() + " of this image: a line of "
                        + algorithm.digits() + " hexadecimal digits, two blanks and the image's name")));
    }

    private List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        for (String line : text.split("\\R")) {
            Matcher tagged = TAGGED.matcher(line.strip());
            Matcher plain = PLAIN.matcher(line.strip());
            if (tagged.matches() && tagged.group(1).replace("-", "").equalsIgnoreCase(algorithm.word())) {
                lines.add(new Line(tagged.group(3), tagged.group(2)));
            } else if (plain.matches()) {
                String name = plain.group(3) == null ? "" : plain.group(3);
                lines.add(new Line(plain.group(2), plain.group(1).isEmpty() ? name : name.replace("\\\\", "\\")));
            }
        }
        return lines;
    }

    private static String baseName(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
