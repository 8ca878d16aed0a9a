package io.caravan;

import io.caravan.cloud.CloudEndpoints;
import io.caravan.cloud.CloudHeaders;
import io.caravan.cloud.CloudHttpClient;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.cloud.RetryPolicy;
import io.caravan.cloud.SignInException;
import io.caravan.cloud.StallWatch;
import io.caravan.imports.VmImport;
import io.caravan.intake.ClaimImage;
import io.caravan.intake.InboxFilter;
import io.caravan.job.Dispatcher;
import io.caravan.job.FileJobJournal;
import io.caravan.job.FinishJob;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFolder;
import io.caravan.job.JobJournal;
import io.caravan.job.Jobs;
import io.caravan.settings.Quantities;
import io.caravan.settings.Settings;
import io.caravan.upload.GatherSegments;
import io.caravan.upload.SegmentOutcomes;
import io.caravan.upload.SwiftRequests;
import io.caravan.upload.UploadProgress;
import io.caravan.upload.Uploads;
import io.caravan.upload.VerifyObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.ExchangeFormatter;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon: Camel Main with the routes of {@code routes/} and the beans that they name. It signs in before anything
 * starts, since the endpoints come with the token.
 */
public final class Daemon implements AutoCloseable {

    /** Where routes find what they name, and Camel its settings: relative to the folder that Caravan runs in. */
    public static final Path PROPERTIES = Path.of("application.properties");

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final Settings settings;
    private final SpoolLock lock;
    private final StallWatch stallWatch;
    private final Main main;
    private final FileJobJournal journal;
    private final Uploads uploads;

    private Daemon(
            Settings settings,
            SpoolLock lock,
            StallWatch stallWatch,
            Main main,
            FileJobJournal journal,
            Uploads uploads) {
        this.settings = settings;
        this.lock = lock;
        this.stallWatch = stallWatch;
        this.main = main;
        this.journal = journal;
        this.uploads = uploads;
    }

    /**
     * Makes everything ready, up to the first look into the inbox: spool, sign-in, beans, recovery. While Keystone is away
     * it waits.
     *
     * @param beans further beans, for endpoints that settings name
     * @throws StartException when it can't ever start like this: the spool is taken, Keystone refuses, a journal is broken
     */
    public static Daemon prepare(Settings settings, Clock clock, Map<String, Object> beans) throws StartException {
        SpoolLock lock = SpoolLock.take(settings.spool());
        try {
            KeystoneAuth keystone = new KeystoneAuth(settings.cloud(), clock);
            CloudEndpoints endpoints = signIn(settings, keystone);
            JobFolder folder = new JobFolder(settings.spool().work());
            FileJobJournal journal = new FileJobJournal(folder);
            // uploads queue up in the hand-off: enough that no consumer is idle, few enough that waiting isn't holding
            Dispatcher dispatcher =
                    new Dispatcher(journal, clock, 4 * settings.upload().imagesParallel());
            Jobs jobs = new Jobs(journal, dispatcher, settings.retry(), clock);
            Uploads uploads = new Uploads(journal, jobs, folder, clock);
            FinishJob finish = new FinishJob(settings, journal, folder, clock);
            VmImport vmImport = new VmImport(settings, endpoints.objectStore(), journal, jobs, finish, folder, clock);
            ClaimImage claimImage = new ClaimImage(settings, journal, folder, clock);
            InboxFilter inboxFilter = new InboxFilter(settings, clock);

            StallWatch stallWatch = StallWatch.start(settings.cloud().responseTimeout());

            Main main = new Main();
            main.setDefaultPropertyPlaceholderLocation("file:" + PROPERTIES + ";optional=true");
            settings.values().forEach(main::addOverrideProperty);
            // found out rather than set: names that no setting has, so that nothing from outside takes their place
            main.addOverrideProperty(
                    "caravan.found.inbox", settings.spool().inbox().toString());
            main.addOverrideProperty(
                    "caravan.found.object-store", endpoints.objectStore().toString());
            endpoints
                    .imageImport()
                    .ifPresent(url -> main.addOverrideProperty("caravan.found.image-import", url.toString()));
            // redelivery policies read milliseconds only
            main.addOverrideProperty(
                    "caravan.found.retry-delay", millis(settings.retry().delay()));
            main.addOverrideProperty(
                    "caravan.found.retry-max-delay", millis(settings.retry().maxDelay()));
            main.addOverrideProperty(
                    "caravan.found.verify-max-delay", millis(settings.retry().maxVerifyDelay()));
            beans.forEach(main::bind);
            main.bind("inboxFilter", inboxFilter);
            main.bind("claimImage", claimImage);
            main.bind("dispatcher", dispatcher);
            main.bind("jobs", jobs);
            main.bind("uploads", uploads);
            main.bind("swiftRequests", new SwiftRequests());
            main.bind("segmentOutcomes", new SegmentOutcomes());
            main.bind("gatherSegments", new GatherSegments());
            main.bind("verifyObject", new VerifyObject());
            main.bind("uploadProgress", new UploadProgress(uploads));
            main.bind("vmImport", vmImport);
            main.bind("finishJob", finish);
            main.bind("failures", new Failures(jobs, finish, uploads, vmImport));
            main.bind("notices", new Notices(clock));
            main.bind("logFormatter", (ExchangeFormatter)
                    exchange -> exchange.getMessage().getBody(String.class));
            main.bind("retryPolicy", new RetryPolicy());
            main.bind("beforeRetry", new BeforeRetry(settings.retry().maxDelay()));
            main.bind("cloudHeaders", new CloudHeaders());
            main.bind("cloudHttpClient", new CloudHttpClient(keystone, stallWatch, Caravan.userAgent()));
            recover(journal, claimImage);
            return new Daemon(settings, lock, stallWatch, main, journal, uploads);
        } catch (IOException e) {
            release(lock);
            throw new StartException(e.getMessage());
        } catch (StartException | RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }

    private static void release(SpoolLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("the spool's lock could not be released: {}", e.getMessage());
        }
    }

    private static CloudEndpoints signIn(Settings settings, KeystoneAuth keystone) throws StartException {
        Duration pause = settings.retry().delay();
        while (true) {
            try {
                return CloudEndpoints.of(settings, keystone.signIn());
            } catch (SignInException e) {
                throw new StartException(e.getMessage());
            } catch (IOException e) {
                LOG.warn(
                        "Keystone is away: {} does not answer ({}); trying again in {}",
                        settings.cloud().authUrl(),
                        e.getMessage(),
                        Quantities.readable(pause));
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartException("interrupted while waiting for Keystone");
            }
            pause = pause.multipliedBy(2).compareTo(settings.retry().maxDelay()) < 0
                    ? pause.multipliedBy(2)
                    : settings.retry().maxDelay();
        }
    }

    private static void recover(FileJobJournal journal, ClaimImage claimImage) throws IOException {
        List<ImageJob> left = journal.left();
        for (ImageJob job : left) {
            claimImage.resume(job);
        }
    }

    /**
     * Starts watching and returns.
     *
     * @throws StartException when a route can't start: an endpoint that a setting names doesn't exist, say
     */
    public void start() throws StartException {
        init();
        try {
            main.start();
        } catch (RuntimeException e) {
            throw notStarted(e);
        }
        sayWatching();
    }

    /**
     * Runs until the process is told to end; the exit code.
     *
     * @throws StartException when a route can't start
     */
    public int run() throws StartException {
        init();
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport started) {
                sayWatching();
            }
        });
        try {
            main.run();
        } catch (Exception e) {
            throw notStarted(e);
        }
        LOG.info("ended; {} jobs are kept", journal.open().size());
        return main.getExitCode();
    }

    /** Routes are known to be sound: what keeps one from starting is an endpoint that a setting names. */
    private static StartException notStarted(Exception trouble) {
        Throwable root = trouble;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        LOG.debug("not started", trouble);
        return new StartException(
                "the routes can't start: " + root.getMessage()
                        + " (an endpoint of another component, in caravan.notify or caravan.hand-off.*, needs its jars in lib/ext)");
    }

    private void init() {
        main.init();
        CamelContext context = main.getCamelContext();
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                LOG.info("stopping: segments on their way are given up, jobs are kept");
                uploads.stop();
            }
        });
    }

    private void sayWatching() {
        LOG.info(
                "{} is watching {}, for {}, import by {}",
                Caravan.userAgent(),
                settings.spool().inbox(),
                settings.cloud().authUrl(),
                settings.imports().service().word());
    }

    /** The uploads that are under way, for whoever shows them. */
    public Uploads uploads() {
        return uploads;
    }

    /** The jobs that haven't ended, for whoever shows them. */
    public JobJournal journal() {
        return journal;
    }

    @Override
    public void close() throws IOException {
        main.stop();
        stallWatch.close();
        lock.close();
    }
}
