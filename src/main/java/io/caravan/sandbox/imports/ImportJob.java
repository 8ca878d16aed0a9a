package io.caravan.sandbox.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/**
 * One import as it is kept on disk.
 *
 * @param sequence rises with every import, so that the list has an order within one instant
 * @param acceptedMillis when it was accepted, in milliseconds since 1970
 * @param minRam as the client wrote it, number or text
 * @param minDisk as the client wrote it, number or text
 * @param checksum SHA-1 in hex; empty if the client gave none
 * @param userName only in generation 1, else empty
 * @param message why it failed, else empty
 * @param size of the image in bytes, once it succeeded
 * @param endedMillis when it was settled, in milliseconds since 1970, else 0
 */
record ImportJob(
        String importId,
        String imageId,
        long sequence,
        long acceptedMillis,
        int generation,
        String name,
        String location,
        String container,
        String object,
        String osType,
        JsonNode minRam,
        JsonNode minDisk,
        String checksum,
        String userName,
        State state,
        String message,
        long size,
        long endedMillis) {

    enum State {
        OPEN,
        SUCCEEDED,
        FAILED
    }

    boolean isIn(State wanted) {
        return state == wanted;
    }

    Duration age(Instant now) {
        return Duration.between(Instant.ofEpochMilli(acceptedMillis), now);
    }

    ImportJob succeeded(long imageSize, Instant now) {
        return settled(State.SUCCEEDED, "", imageSize, now);
    }

    ImportJob failed(String why, Instant now) {
        return settled(State.FAILED, why, 0, now);
    }

    private ImportJob settled(State end, String why, long imageSize, Instant now) {
        return new ImportJob(
                importId,
                imageId,
                sequence,
                acceptedMillis,
                generation,
                name,
                location,
                container,
                object,
                osType,
                minRam,
                minDisk,
                checksum,
                userName,
                end,
                why,
                imageSize,
                now.toEpochMilli());
    }
}
