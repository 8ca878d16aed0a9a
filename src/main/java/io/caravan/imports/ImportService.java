package io.caravan.imports;

import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.ServiceCatalog;
import io.caravan.files.Checksum.Algorithm;
import io.caravan.http.SignInException;
import io.caravan.inspect.Inspection;
import io.caravan.inspect.Problem;
import io.caravan.job.ImageRequest;
import io.caravan.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service that makes an image of what is sent: all that the rest must know of it, beside its routes. It is found by
 * {@link java.util.ServiceLoader}; {@code docs/architecture.md} says how to add one.
 */
public interface ImportService {

    /** Its name: the value of {@code caravan.import.service}, and of {@code caravan.run.import-service} in its routes. */
    String word();

    /**
     * Where it is, by the names that its routes give its URLs ({@code cloud:<name>}).
     *
     * @return empty when this cloud hasn't got it
     * @throws SignInException when it has, and it can't be used like this; the message names the key that would help
     */
    Optional<Map<String, URI>> find(Settings settings, ServiceCatalog catalog) throws SignInException;

    /** What to tell whoever wants it where the cloud hasn't got it: what is missing, and the key that would help. */
    String missing();

    /** Why it can't work with these settings, a line each, which names the key. */
    default List<String> problems(Settings settings) {
        return List.of();
    }

    /** Whether it may do without an object store. */
    default boolean mayDoWithoutObjectStore(Settings settings) {
        return false;
    }

    /** Why it would refuse an image of that size with these wishes; empty when it would take it. */
    default Optional<String> problem(ImageRequest request, long bytes) {
        return bytes == 0 ? Optional.of("the file is empty") : Optional.empty();
    }

    /** Why it would refuse, with these wishes, what a look at the file has shown; empty when it would take it. */
    default Optional<Problem> problem(ImageRequest request, Inspection found) {
        return Optional.empty();
    }

    /** The checksums that it will tell of an image, to be compared with the file's. */
    default List<Algorithm> checksums() {
        return List.of();
    }

    /** Whether an image that no cloud would start fails, unless {@code caravan.inspect} says otherwise. */
    default boolean isStrict() {
        return true;
    }

    /**
     * Tries what an import will need, as far as that leaves nothing behind, and tells what works, a line each.
     *
     * @param urls as {@link #find} has them, and {@code object-store} where there is one
     * @throws IOException when something does not
     */
    List<String> check(Settings settings, Map<String, URI> urls, CloudConnection connection) throws IOException;

    /** What its routes name, by name. */
    Map<String, Object> beans(ImportTools tools);
}
