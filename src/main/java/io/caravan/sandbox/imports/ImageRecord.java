package io.caravan.sandbox.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Hashes;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.keystone.Addresses;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The image service's record of an import that succeeded. */
final class ImageRecord {
    private ImageRecord() {}

    static ObjectNode of(ImportJob job) {
        ObjectNode record = JsonBody.object();
        record.put("id", job.imageId()).put("name", job.name());
        record.put("status", "active").put("visibility", "private").put("protected", false);
        record.putArray("tags");
        record.put("disk_format", "raw").put("container_format", "bare");
        record.put("size", job.size()).put("owner", Addresses.PROJECT_ID);
        record.put("min_ram", job.minRam().asInt())
                .put("min_disk", job.minDisk().asInt());
        record.put("created_at", time(job.acceptedMillis())).put("updated_at", time(job.endedMillis()));
        record.put("self", "/v2/images/" + job.imageId());
        record.put("file", "/v2/images/" + job.imageId() + "/file");
        record.put("schema", "/v2/schemas/image");
        byte[] id = job.imageId().getBytes(StandardCharsets.US_ASCII);
        record.put("BaseImageId", Hashes.hex(Hashes.md5().digest(id)));
        return record.put(family(job.osType()), "true");
    }

    /** K5 flagged Ubuntu as CentOS too: both are free Linux. The flag of Red Hat is invented. */
    private static String family(String osType) {
        if (osType.startsWith("win")) {
            return "fcx.win";
        }
        return osType.startsWith("rhel") ? "fcx.rhel" : "fcx.centos";
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
