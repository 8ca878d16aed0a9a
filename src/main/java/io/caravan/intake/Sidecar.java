package io.caravan.intake;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.caravan.files.Checksum;
import io.caravan.files.Checksum.Algorithm;
import io.caravan.settings.Registration;
import io.caravan.text.BoundedJson;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is wanted of one image, as the file {@code <image>.json} or a command line has it: each field may be there or not,
 * and no other may.
 *
 * @param segmentSizeText a size as in the settings, {@code "1GiB"} or a number of bytes
 * @param registration how it is to be registered
 * @param md5 what the image's bytes must come to, in hexadecimal digits; likewise the others
 */
public record Sidecar(
        Optional<String> name,
        Optional<String> container,
        Optional<String> object,
        Optional<String> osType,
        Optional<String> segmentSizeText,
        Optional<Integer> minRam,
        Optional<Integer> minDisk,
        Optional<String> md5,
        Optional<String> sha256,
        Optional<String> sha512,
        Registration registration) {

    /** Nothing is wanted. */
    public static final Sidecar NONE = new Sidecar(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Registration.NONE);

    /** The fields, as they stand in the file. */
    private record Fields(
            Optional<String> name,
            Optional<String> container,
            Optional<String> object,
            Optional<String> osType,
            Optional<String> segmentSize,
            Optional<Integer> minRam,
            Optional<Integer> minDisk,
            Optional<String> diskFormat,
            Optional<String> containerFormat,
            Optional<String> visibility,
            Optional<List<String>> tags,
            @JsonProperty("protected") Optional<Boolean> isProtected,
            Optional<Boolean> hidden,
            Optional<Map<String, String>> properties,
            Optional<List<String>> share,
            Optional<String> md5,
            Optional<String> sha256,
            Optional<String> sha512) {

        Sidecar asSidecar() {
            return new Sidecar(
                    name,
                    container,
                    object,
                    osType,
                    segmentSize,
                    minRam,
                    minDisk,
                    md5,
                    sha256,
                    sha512,
                    new Registration(
                            diskFormat, containerFormat, visibility, tags, isProtected, hidden, properties, share));
        }
    }

    /** Bytes. */
    private static final int LONGEST = 64 << 10;

    private static final ObjectReader READER = JsonMapper.builder(BoundedJson.factory())
            .addModule(new Jdk8Module())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.TryConvert)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build()
            .readerFor(Fields.class);

    /**
     * Reads an image's sidecar. Of what can't be understood nothing is shown but a field's name and the line.
     *
     * @param file where nobody can exchange it
     * @throws ImageRefused when it is no regular small file of JSON with known fields and fitting values; the message
     *     names the field or the line
     * @throws IOException when it can't be read
     */
    static Sidecar read(Path file) throws ImageRefused, IOException {
        String name = file.getFileName().toString();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ImageRefused("the sidecar " + name + " is no regular file");
        }
        if (hasFurtherNames(file)) {
            throw new ImageRefused("the sidecar " + name + " is a hard link to another file");
        }
        byte[] content = content(file, LONGEST);
        if (content.length > LONGEST) {
            throw new ImageRefused("the sidecar " + name + " has more than " + Quantities.readable(LONGEST));
        }
        try {
            Fields fields = READER.readValue(content);
            if (fields == null) {
                throw new ImageRefused("the sidecar " + name + " holds no JSON object");
            }
            return fields.asSidecar();
        } catch (UnrecognizedPropertyException e) {
            throw new ImageRefused("the sidecar " + name + " has a field '" + LogText.clean(e.getPropertyName())
                    + "', which is not known; there are " + fields());
        } catch (JsonMappingException e) {
            throw new ImageRefused("the sidecar " + name + wrongValue(e));
        } catch (JsonProcessingException e) {
            boolean twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate");
            throw new ImageRefused("the sidecar " + name + (twice ? " has a field twice" : " is not JSON")
                    + (e.getLocation() == null
                            ? ""
                            : " (line " + e.getLocation().getLineNr() + ")"));
        }
    }

    /** A file's bytes, one more than the longest at most. */
    static byte[] content(Path file, int longest) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(longest + 1);
        }
    }

    /** Whoever drops a link to a file that only Caravan can read would have it told. */
    static boolean hasFurtherNames(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
    }

    /** Bytes of a segment, where the sidecar asks for a size. */
    Optional<Long> segmentSize() throws ImageRefused {
        if (segmentSizeText.isEmpty()) {
            return Optional.empty();
        }
        long bytes = Quantities.bytes(segmentSizeText.get())
                .orElseThrow(() -> new ImageRefused("segmentSize is '" + segmentSizeText.get()
                        + "'; a size is 1000MiB, 1GiB or a number of bytes"));
        return Optional.of(bytes);
    }

    /** What the image's bytes must come to. */
    List<Checksum> checksums() throws ImageRefused {
        List<Checksum> all = new ArrayList<>();
        add(all, Algorithm.MD5, md5);
        add(all, Algorithm.SHA256, sha256);
        add(all, Algorithm.SHA512, sha512);
        return all;
    }

    private static void add(List<Checksum> all, Algorithm algorithm, Optional<String> digits) throws ImageRefused {
        if (digits.isPresent()) {
            all.add(Checksum.of(algorithm, digits.get())
                    .orElseThrow(() -> new ImageRefused(algorithm.word() + " is '" + LogText.clean(digits.get())
                            + "'; it has " + algorithm.digits() + " hexadecimal digits")));
        }
    }

    private static String fields() {
        return Arrays.stream(Fields.class.getRecordComponents())
                .map(component -> component.getName().equals("isProtected") ? "protected" : component.getName())
                .collect(Collectors.joining(", "));
    }

    private static String wrongValue(JsonMappingException e) {
        if (e.getPath().isEmpty()) {
            return " holds no JSON object";
        }
        String field = e.getPath().get(0).getFieldName();
        String kind = switch (field) {
            case "minRam", "minDisk" -> "a whole number";
            case "protected", "hidden" -> "true or false";
            case "tags", "share" -> "a list of texts";
            case "properties" -> "an object whose values are texts";
            default -> "a text";
        };
        return " has a wrong value in the field '" + field + "': it has to be " + kind;
    }
}
