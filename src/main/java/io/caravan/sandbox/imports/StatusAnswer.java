package io.caravan.sandbox.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.keystone.DemoAccount;

/**
 * The bodies of an import's status: the request with its defaults while it waits and works, numbers as text, and in the
 * end the same together with the image's record, numbers as numbers.
 */
final class StatusAnswer {
    private StatusAnswer() {}

    static String word(ImportLedger.Standing standing) {
        return switch (standing.job().state()) {
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case OPEN -> standing.point().phase() == ImportTimeline.Phase.QUEUED ? "queued" : "processing";
        };
    }

    static ObjectNode of(ImportLedger.Standing standing) {
        ImportJob job = standing.job();
        ObjectNode body = JsonBody.object().put("import_status", word(standing));
        body.put("id", job.imageId()).put("name", job.name());
        body.put("location", job.location()).put("os_type", job.osType());
        body.put("container_format", "bare").put("disk_format", "raw");
        if (job.generation() == 1) {
            body.put("conversion", true).put("ovf_location", "");
            body.put("user_name", job.userName()).put("password", "*").put("domain_name", DemoAccount.DOMAIN);
        }
        if (job.isIn(ImportJob.State.SUCCEEDED)) {
            return body.put("progress", 100).setAll(ImageRecord.of(job));
        }
        body.set("min_ram", job.minRam());
        body.set("min_disk", job.minDisk());
        int progress = standing.point().progress();
        if (word(standing).equals("queued")) {
            return body.put("progress", Integer.toString(progress));
        }
        body.put("progress", progress);
        // the key is that of K5's export, for the import's is not known
        return job.isIn(ImportJob.State.FAILED) ? body.put("error_message", job.message()) : body;
    }
}
