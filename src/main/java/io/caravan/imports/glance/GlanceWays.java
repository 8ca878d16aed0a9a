package io.caravan.imports.glance;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.imports.ImportTools;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.JobImport.Way;
import io.caravan.job.JobJournal;
import io.caravan.settings.Settings.GlanceMethod;
import io.caravan.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By which way Glance comes by an image's bytes: what the cloud offers, what was tried, and what is set. */
public final class GlanceWays {

    static final String WEB_DOWNLOAD = "web-download";
    static final String GLANCE_DIRECT = "glance-direct";
    static final String UPLOAD = "upload";

    private static final Logger LOG = LoggerFactory.getLogger(GlanceWays.class);

    /** Bytes; less is sent twice as soon as a question is asked. */
    private static final long LARGE = 16L << 20;

    private final GlanceMethod wanted;
    private final boolean hasObjectStore;
    private final TempUrls tempUrls;
    private final JobJournal journal;

    private volatile Optional<Set<String>> offered = Optional.empty();
    private volatile boolean asked;

    /** Why the service would not download from our Swift, whatever the image; found out by an image that tried. */
    private volatile String refusal = "";

    GlanceWays(ImportTools tools, TempUrls tempUrls) {
        this.wanted = tools.settings().imports().method();
        this.hasObjectStore = tools.endpoints().objectStore().isPresent();
        this.tempUrls = tempUrls;
        this.journal = tools.journal();
    }

    /** Whether it has to be asked what the cloud offers. */
    public boolean isUnknown() {
        return wanted == GlanceMethod.AUTO && offered.isEmpty();
    }

    /** Takes in the answer to {@code GET /v2/info/import}; a refusal means that there are no imports. */
    public void learn(int status, String body) throws IOException {
        Set<String> methods = new TreeSet<>();
        if (status < 300) {
            JsonNode value = Json.MAPPER
                    .readTree(body == null ? "" : body)
                    .path("import-methods")
                    .path("value");
            value.forEach(method -> methods.add(method.asText("")));
        }
        LOG.info("the image service imports by {}", methods.isEmpty() ? "no method: images are uploaded" : methods);
        offered = Optional.of(methods);
    }

    /** Whether a TempURL may be wanted for the job. */
    public boolean mayDownload(ImageJob job) {
        return isNotYetOrBy(job, WEB_DOWNLOAD)
                && hasObjectStore
                && (wanted == GlanceMethod.WEB_DOWNLOAD
                        || wanted == GlanceMethod.AUTO
                                && refusal.isEmpty()
                                && offered.orElse(Set.of()).contains(WEB_DOWNLOAD));
    }

    private static boolean isNotYetOrBy(ImageJob job, String method) {
        Way way = job.imported().way();
        return way.method().equals(method) || way.method().isEmpty() && !way.isRuledOut(method);
    }

    /**
     * Whether it has to be asked, before a large image goes to Swift, if the service would download it from there: nobody
     * knows yet, and what it refuses it refuses at once.
     */
    public boolean isToBeAsked(ImageJob job) {
        return isFree()
                && isByObject(job)
                && !job.isSegmented()
                && !asked
                && job.source().bytes() > LARGE;
    }

    /** Takes in that the service would download from our Swift. */
    void allowed() {
        asked = true;
    }

    /** Takes in that the service downloads nothing from our Swift: no further image tries. */
    void refused(String why) {
        refusal = why;
    }

    /**
     * Journals the way that the job takes; one that was chosen stays.
     *
     * @throws JobFailure when none is left
     */
    public ImageJob choose(ImageJob job) throws JobFailure {
        Way way = job.imported().way();
        if (!way.method().isEmpty()) {
            return job;
        }
        List<String> not = new ArrayList<>(way.ruledOut());
        for (Map.Entry<String, String> method : methods().entrySet()) {
            if (way.isRuledOut(method.getKey())) {
                continue;
            }
            if (method.getValue().isEmpty()) {
                return chosen(job, method.getKey(), why(not));
            }
            not.add(method.getKey() + ": " + method.getValue());
        }
        throw new JobFailure(
                "there is no way into the image service: " + String.join("; ", not),
                "see what the cloud offers (caravan check), and caravan.import.glance.method; then " + job.again());
    }

    private String why(List<String> not) {
        return wanted != GlanceMethod.AUTO
                ? "caravan.import.glance.method says so"
                : not.isEmpty() ? "the cloud offers it" : String.join("; ", not);
    }

    private ImageJob chosen(ImageJob job, String method, String why) {
        ImageJob known =
                job.knowing(job.imported().by(job.imported().way().by(method, !method.equals(WEB_DOWNLOAD), why)));
        journal.save(known);
        LOG.info("{} goes to the image service by {} ({})", job.label(), method, why);
        return known;
    }

    /** The methods that may be taken, in their order, each with why it can't be, or nothing. */
    private Map<String, String> methods() {
        Map<String, String> methods = new LinkedHashMap<>();
        if (wanted != GlanceMethod.AUTO) {
            String only = wanted.name().toLowerCase(Locale.ROOT).replace('_', '-');
            methods.put(only, only.equals(WEB_DOWNLOAD) ? notDownloaded() : "");
            return methods;
        }
        Set<String> all = offered.orElse(Set.of());
        methods.put(WEB_DOWNLOAD, !all.contains(WEB_DOWNLOAD) ? "the cloud does not offer it" : notDownloaded());
        methods.put(GLANCE_DIRECT, all.contains(GLANCE_DIRECT) ? "" : "the cloud does not offer it");
        methods.put(UPLOAD, "");
        return methods;
    }

    private String notDownloaded() {
        if (!hasObjectStore) {
            return "there is no object store to download from";
        }
        return refusal.isEmpty() ? tempUrls.problem() : refusal;
    }

    /** Whether another way may be tried when this one does not work. */
    boolean isFree() {
        return wanted == GlanceMethod.AUTO;
    }

    /** Whether the job's bytes go into an object, for the service to download. */
    public boolean isByObject(ImageJob job) {
        return job.imported().way().method().equals(WEB_DOWNLOAD);
    }

    /** Whether the bytes go from here into the image itself, which is active behind the last of them. */
    public boolean isByUpload(ImageJob job) {
        return job.imported().way().method().equals(UPLOAD);
    }
}
