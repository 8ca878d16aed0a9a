package io.caravan.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cli.console.Caller;
import io.caravan.cli.console.TransferBar;
import io.caravan.daemon.Daemon;
import io.caravan.files.Checksum;
import io.caravan.job.ImageJob;
import io.caravan.job.ObjectUpload;
import io.caravan.job.Stage;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.keystone.DemoAccount;
import io.caravan.text.Json;
import io.caravan.text.Quantities;
import io.caravan.upload.UploadRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Shows the stages of one image as they happen. It is told of them by the notices that any listener gets. */
public final class DemoView {

    private static final String IMAGE = "demo.vmdk";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int BAR = 26;
    private static final int COLUMNS = 80;

    /** The column that a line's second word begins in. */
    private static final int SUBJECT = 13;

    private record Notice(String job, String image, Stage stage, Instant time) {}

    private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
    private final DemoFolder folder;
    private final PrintStream out = System.out;

    DemoView(DemoFolder folder) {
        this.folder = folder;
    }

    /** Takes a notice; images that somebody drops besides go their own way. */
    public void tell(String told) throws IOException {
        Notice notice = Json.MAPPER.readValue(told, Notice.class);
        if (IMAGE.equals(notice.image())) {
            notices.add(notice);
        }
    }

    /** One line: what happened, to what, and a remark. */
    void line(String what, String subject, String remark) {
        out.println(String.format("  %-10s %-36s %s", what, subject, remark).stripTrailing());
    }

    /** Follows the image to its end; whether that is a good one. */
    boolean follow(Daemon daemon) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            Notice notice = notices.poll(1, TimeUnit.SECONDS);
            if (notice != null) {
                switch (notice.stage()) {
                    case CLAIMED -> job(daemon, notice).ifPresent(this::claimed);
                    case UPLOADING -> showBar(daemon);
                    case UPLOADED -> job(daemon, notice).ifPresent(this::uploaded);
                    case IMPORTING -> showImport(daemon, notice);
                    case DONE -> {
                        return true;
                    }
                    case FAILED -> {
                        out.println("The image failed: "
                                + Json.MAPPER
                                        .readTree(folder.error(IMAGE).toFile())
                                        .toPrettyString());
                        return false;
                    }
                }
            }
        }
        out.println("The image is not there after " + Quantities.readable(PATIENCE) + ".");
        return false;
    }

    private static Optional<ImageJob> job(Daemon daemon, Notice notice) {
        return daemon.journal().find(notice.job());
    }

    private void claimed(ImageJob job) {
        long segmentSize = job.upload().segmentSize();
        long segments = (job.source().bytes() + segmentSize - 1) / segmentSize;
        line("claimed", "job " + job.id(), segments + " segments of " + Quantities.readable(segmentSize));
    }

    /** A live bar, where there is a terminal to show it on. */
    private void showBar(Daemon daemon) throws InterruptedException {
        if (Caller.columns() == 0) {
            return;
        }
        try (TransferBar bar = TransferBar.open("  uploading", 0)) {
            while (notices.isEmpty()) {
                for (UploadRun run : daemon.uploads().running()) {
                    if (run.job().image().equals(IMAGE)) {
                        bar.of(run.totalBytes());
                        bar.at(run.sentBytes());
                    }
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private void uploaded(ImageJob job) {
        ObjectUpload upload = job.upload();
        Duration took = Duration.between(
                upload.startedAt().orElseThrow(), upload.endedAt().orElseThrow());
        line(
                "uploaded",
                "[" + "█".repeat(BAR) + "] " + upload.segments() + "/" + upload.segments(),
                Quantities.readable(job.source().bytes()) + " in " + Quantities.readable(took));
        line("manifest", job.request().target(), "length and Etag verified");
        line("", "→ " + job.request().container() + "_segments/" + job.request().object() + "/…/", "");
    }

    private void showImport(Daemon daemon, Notice notice) throws InterruptedException {
        String shown = "";
        int column = 0;
        Optional<ImageJob> job = job(daemon, notice);
        job.ifPresent(accepted -> line("import", accepted.imported().importId(), ""));
        while (job.isPresent() && notices.isEmpty()) {
            String state = job.get().imported().state();
            if (!state.equals(shown)) {
                String text = (shown.isEmpty() ? "" : " → ") + state;
                boolean fits = column > 0 && column + text.length() <= COLUMNS;
                out.print(fits ? text : (column > 0 ? "%n" : "").formatted() + " ".repeat(SUBJECT) + text.strip());
                out.flush();
                column = (fits ? column : SUBJECT) + text.length();
                shown = state;
            }
            TimeUnit.MILLISECONDS.sleep(20);
            job = job(daemon, notice);
        }
        out.println();
    }

    /** Downloads the object through its manifest, or the image if only that is left; whether it is what was dropped. */
    boolean readBack(Sandbox sandbox, Checksum sha256) throws IOException, InterruptedException {
        JsonNode receipt = Json.MAPPER.readTree(folder.receipt(IMAGE).toFile());
        HttpClient client = HttpClient.newHttpClient();
        boolean isRemoved = !receipt.path("objectAfterwards").asText().isEmpty();
        URI there = URI.create(
                isRemoved
                        ? sandbox.imageUrl() + "/v2/images/"
                                + receipt.path("imageId").asText() + "/file"
                        : sandbox.objectStoreUrl() + "/"
                                + receipt.path("container").asText() + "/"
                                + receipt.path("object").asText());
        HttpRequest request = HttpRequest.newBuilder(there)
                .header("X-Auth-Token", token(client, sandbox))
                .build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            boolean equal = response.statusCode() == 200
                    && Checksum.ofStream(List.of(sha256.algorithm()), body, () -> false)
                            .contains(sha256);
            line("read back", equal ? "sha256 equal" : "sha256 differs, status " + response.statusCode(), "");
            if (equal) {
                out.println("Receipt: " + folder.receipt(IMAGE));
                out.println("What now: README, \"Your own cloud\"");
            }
            return equal;
        }
    }

    private static String token(HttpClient client, Sandbox sandbox) throws IOException, InterruptedException {
        String body = """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                  {"name": "%s", "password": "%s", "domain": {"name": "%s"}}}}}}""".formatted(DemoAccount.USER, DemoAccount.PASSWORD, DemoAccount.DOMAIN);
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.identityUrl() + "/auth/tokens"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("X-Subject-Token")
                .orElseThrow(() -> new IOException("the sandbox gives no token"));
    }
}
