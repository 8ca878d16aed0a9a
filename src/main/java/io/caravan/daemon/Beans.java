package io.caravan.daemon;

import io.caravan.cleanup.KeptImages;
import io.caravan.cleanup.SpoolRoom;
import io.caravan.cloud.CloudComponent;
import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.CloudHttpClient;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.content.ImageContent;
import io.caravan.control.Control;
import io.caravan.control.Orders;
import io.caravan.http.CloudHttp;
import io.caravan.http.Retries;
import io.caravan.images.ImageAccount;
import io.caravan.images.ImageSharing;
import io.caravan.imports.AfterImport;
import io.caravan.imports.ImportService;
import io.caravan.imports.ImportTools;
import io.caravan.imports.ImportWatch;
import io.caravan.intake.ClaimImage;
import io.caravan.intake.InboxFilter;
import io.caravan.intake.InboxTurns;
import io.caravan.intake.InboxWatch;
import io.caravan.intake.NothingInProgress;
import io.caravan.job.Dispatcher;
import io.caravan.job.FileJobJournal;
import io.caravan.job.FinishJob;
import io.caravan.job.JobFolder;
import io.caravan.job.Jobs;
import io.caravan.job.SteadyClock;
import io.caravan.job.Suspects;
import io.caravan.settings.ImageSettings;
import io.caravan.settings.Kept;
import io.caravan.settings.Settings;
import io.caravan.swift.KnownLimits;
import io.caravan.upload.GatherSegments;
import io.caravan.upload.ReplacedObjects;
import io.caravan.upload.SegmentOutcomes;
import io.caravan.upload.SentPieces;
import io.caravan.upload.SloManifest;
import io.caravan.upload.Sparing;
import io.caravan.upload.SwiftRequests;
import io.caravan.upload.UploadProgress;
import io.caravan.upload.Uploads;
import io.caravan.upload.VerifyObject;
import io.caravan.web.Counts;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.spi.ExchangeFormatter;

/**
 * The beans, each made once.
 *
 * @param control does what commands ask of this process
 * @param limits what is known of the cloud's
 * @param kept for how long images are kept now
 * @param byName those that routes name
 */
record Beans(
        FileJobJournal journal,
        Suspects suspects,
        ClaimImage claimImage,
        Uploads uploads,
        ImageContent content,
        Control control,
        KnownLimits limits,
        AtomicReference<Kept> kept,
        Map<String, Object> byName) {

    static Beans of(
            Settings settings,
            CloudServices services,
            CloudHttp http,
            KeystoneAuth keystone,
            Counts counts,
            Clock clock)
            throws IOException {
        JobFolder folder = new JobFolder(settings.spool().work());
        FileJobJournal journal = new FileJobJournal(folder);
        Clock steady = new SteadyClock();
        Suspects suspects = new Suspects(folder);
        Orders orders = Orders.left(folder);
        AtomicReference<Kept> kept = new AtomicReference<>(settings.kept());
        Dispatcher dispatcher = new Dispatcher(
                journal,
                clock,
                steady,
                settings.upload().imagesParallel(),
                longestPause(settings),
                suspects::isOne,
                orders);
        Jobs jobs = new Jobs(journal, dispatcher, settings.retry(), clock);
        KnownLimits limits = new KnownLimits();
        Uploads uploads = new Uploads(journal, jobs, folder, settings.upload().manifest(), limits, orders, clock);
        ImportService service = services.imports();
        ImageContent content = new ImageContent(
                settings,
                inspection(settings, service),
                service::problem,
                service.checksums(),
                folder,
                uploads::isStopping);
        FinishJob finish = new FinishJob(settings, journal, folder, clock);
        ImportWatch watch = new ImportWatch(settings.imports(), jobs, finish, clock, steady);
        ImportTools tools = new ImportTools(
                settings, services.endpoints(), journal, jobs, finish, folder, content, uploads, limits, watch, clock);
        AfterImport afterImport = afterImport(settings, services, http, keystone, jobs, uploads);
        SegmentOutcomes outcomes = new SegmentOutcomes();
        ClaimImage claimImage = new ClaimImage(settings, service::problem, journal, folder, clock);
        InboxTurns inboxTurns = new InboxTurns();
        InboxFilter inboxFilter = new InboxFilter(
                settings,
                steady,
                () -> journal.open().size(),
                () -> orders.allPaused().isPresent(),
                inboxTurns);
        Control control = Control.of(settings, journal, dispatcher, finish, orders, uploads, clock);
        ExchangeFormatter bodyOnly = exchange -> exchange.getMessage().getBody(String.class);

        return new Beans(
                journal,
                suspects,
                claimImage,
                uploads,
                content,
                control,
                limits,
                kept,
                with(
                        service.beans(tools),
                        Map.entry("inboxFilter", inboxFilter),
                        Map.entry("inboxTurns", inboxTurns),
                        Map.entry("nothingInProgress", new NothingInProgress()),
                        Map.entry("inboxWatch", new InboxWatch(settings, inboxFilter, steady)),
                        Map.entry("claimImage", claimImage),
                        Map.entry("imageContent", content),
                        Map.entry("dispatcher", dispatcher),
                        Map.entry("control", control),
                        Map.entry("keptImages", new KeptImages(settings, kept::get, clock, steady)),
                        Map.entry("spoolRoom", new SpoolRoom(settings, kept::get)),
                        Map.entry(
                                "takeJob",
                                new TakeJob(
                                        dispatcher,
                                        uploads,
                                        suspects,
                                        settings.retry().delay())),
                        Map.entry("jobs", jobs),
                        Map.entry("uploads", uploads),
                        Map.entry("swiftRequests", new SwiftRequests(limits)),
                        Map.entry("segmentOutcomes", outcomes),
                        Map.entry("gatherSegments", new GatherSegments()),
                        Map.entry("sparing", new Sparing()),
                        Map.entry("sloManifest", new SloManifest()),
                        Map.entry("verifyObject", new VerifyObject(limits)),
                        Map.entry(
                                "replacedObjects", new ReplacedObjects(journal, jobs, uploads, new SentPieces(folder))),
                        Map.entry("knownLimits", limits),
                        Map.entry("uploadProgress", new UploadProgress(uploads)),
                        Map.entry("finishJob", finish),
                        Map.entry("afterImport", afterImport),
                        Map.entry("failures", new Failures(jobs, finish, uploads, watch, outcomes)),
                        Map.entry("notices", new Notices(clock, jobs, counts)),
                        Map.entry("logFormatter", bodyOnly),
                        Map.entry("retries", new Redeliveries(settings.retry())),
                        Map.entry("beforeRetry", new BeforeRetry(settings.retry(), counts, dispatcher::stepFailed)),
                        Map.entry(
                                "cloud",
                                new CloudComponent(
                                        services.endpoints().byName(),
                                        new CloudHttpClient(http, keystone),
                                        settings.cloud().transport()))));
    }

    private static AfterImport afterImport(
            Settings settings,
            CloudServices services,
            CloudHttp http,
            KeystoneAuth keystone,
            Jobs jobs,
            Uploads uploads) {
        Retries retries =
                new Retries(settings.retry().repeats(), settings.retry().backoff());
        Optional<ImageAccount> account = services.images()
                .map(service -> new ImageAccount(CloudConnection.to(http, keystone, retries), service));
        return new AfterImport(
                account,
                account.map(images -> new ImageSharing(images, settings.cloud(), http, retries)),
                settings.image(),
                jobs,
                uploads::isStopping);
    }

    @SafeVarargs
    private static Map<String, Object> with(Map<String, Object> beans, Map.Entry<String, Object>... more) {
        Map<String, Object> all = new HashMap<>(beans);
        for (Map.Entry<String, Object> each : more) {
            if (all.put(each.getKey(), each.getValue()) != null) {
                throw new IllegalStateException("an import service has a bean of the name " + each.getKey());
            }
        }
        return Map.copyOf(all);
    }

    private static ImageSettings.Inspection inspection(Settings settings, ImportService service) {
        return settings.image()
                .inspection()
                .orElse(service.isStrict() ? ImageSettings.Inspection.STRICT : ImageSettings.Inspection.WARN);
    }

    private static Duration longestPause(Settings settings) {
        Duration look = ImportWatch.longestPause(settings.imports());
        Duration retry = settings.retry().maxDelay();
        return look.compareTo(retry) > 0 ? look : retry;
    }
}
