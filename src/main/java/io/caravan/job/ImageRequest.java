package io.caravan.job;

import io.caravan.files.Checksum;
import io.caravan.settings.Registration;
import java.util.List;
import java.util.Optional;

/**
 * What is wanted of an image: settings and sidecar, merged.
 *
 * @param name the image's display name
 * @param container the object's container
 * @param object the object's name
 * @param osType the operating system inside, in the import service's words
 * @param segmentSize bytes of a segment
 * @param segmentSizeFixed whether the image itself asks for that size; else the cloud's limits may change it
 * @param minRam MB of memory that a server of this image needs
 * @param minDisk GB of disk that a server of this image needs
 * @param registration how it is registered
 * @param checksums what the file's bytes must come to
 */
public record ImageRequest(
        String name,
        String container,
        String object,
        Optional<String> osType,
        long segmentSize,
        boolean segmentSizeFixed,
        Optional<Integer> minRam,
        Optional<Integer> minDisk,
        Registration registration,
        List<Checksum> checksums) {

    /** What a journal of an earlier version leaves out, is empty. */
    public ImageRequest {
        registration = registration == null ? Registration.NONE : registration;
        checksums = checksums == null ? List.of() : List.copyOf(checksums);
    }

    /** With these checksums. */
    public ImageRequest with(List<Checksum> expected) {
        return new ImageRequest(
                name,
                container,
                object,
                osType,
                segmentSize,
                segmentSizeFixed,
                minRam,
                minDisk,
                registration,
                expected);
    }

    /** {@code container/object}; a container's name has no slash, so this tells any two objects apart. */
    public String target() {
        return container + "/" + object;
    }
}
