package io.caravan.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a look at an image has shown.
 *
 * @param fileBytes how long the file is
 * @param virtualBytes how large the disk in it is; empty when that isn't known
 * @param variant which kind of its format, in the format's own words; may be empty
 * @param bytesRead how many of its bytes were looked at
 */
public record Inspection(
        Format format,
        long fileBytes,
        OptionalLong virtualBytes,
        String variant,
        List<Problem> problems,
        long bytesRead) {

    /** With what the file's name says that the file is not. */
    public Inspection named(String name) {
        List<Problem> all = new ArrayList<>(problems);
        NamedFormat.contradiction(name, format).ifPresent(all::add);
        return new Inspection(format, fileBytes, virtualBytes, variant, List.copyOf(all), bytesRead);
    }

    /** The first reason not to send it. */
    public Optional<Problem> refusal() {
        return problems.stream().filter(Problem::isRefusal).findFirst();
    }

    /** Format and variant. */
    public String description() {
        return format.word() + (variant.isEmpty() ? "" : " (" + variant + ")");
    }
}
