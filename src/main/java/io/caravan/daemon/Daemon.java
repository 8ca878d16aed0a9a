package io.caravan.daemon;

import io.caravan.cloud.KeystoneAuth;
import io.caravan.files.DurableFiles;
import io.caravan.http.CloudHttp;
import io.caravan.job.Failure;
import io.caravan.job.ImageJob;
import io.caravan.job.JobJournal;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsSource;
import io.caravan.text.Version;
import io.caravan.upload.Uploads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon: Camel Main with the routes of {@code routes/} and the beans that they name. It signs in before anything
 * starts, since the endpoints come with the token.
 */
public final class Daemon implements AutoCloseable {

    /** Where routes find what they name, and Camel its settings: relative to the folder that Caravan runs in. */
    public static final Path PROPERTIES = SettingsSource.FILE;

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final Settings settings;
    private final String importService;
    private final boolean watching;
    private final SpoolLock lock;
    private final CloudHttp http;
    private final Main main;
    private final Beans beans;
    private final Doors doors;

    private Daemon(
            Settings settings,
            String importService,
            boolean watching,
            SpoolLock lock,
            CloudHttp http,
            Main main,
            Beans beans,
            Doors doors) {
        this.settings = settings;
        this.importService = importService;
        this.watching = watching;
        this.lock = lock;
        this.http = http;
        this.main = main;
        this.beans = beans;
        this.doors = doors;
    }

    /**
     * Makes everything ready, up to the first look into the inbox: spool, sign-in, beans, recovery. While Keystone is away
     * it waits.
     *
     * @param beans further beans, for endpoints that settings name
     * @throws StartException when it can't ever start like this: the spool is taken, Keystone refuses, a certificate
     *     is not to be trusted, a journal is broken
     */
    public static Daemon prepare(Settings settings, Clock clock, Map<String, Object> beans) throws StartException {
        SpoolLock lock =
                SpoolLock.take(settings.spool(), "one daemon a spool; give this one its own with -Dcaravan.spool=…");
        return prepare(settings, clock, beans, lock, true, own -> {
            own.claimImage().giveBackSidecars();
            for (ImageJob job : own.journal().left()) {
                if (job.place().isPresent()) {
                    LOG.error("{} is set aside: its journal names an image that lies elsewhere", job.label());
                } else {
                    own.claimImage()
                            .resume(
                                    own.suspects().isHopeless(job, lock.isAfterOutOfMemory())
                                            ? given(job, clock)
                                            : job);
                }
            }
        });
    }

    /** Given up, since Caravan has run out of memory with it three times. */
    private static ImageJob given(ImageJob job, Clock clock) {
        if (job.hasEnded()) {
            return job;
        }
        return job.failed(
                new Failure(
                        job.stage(),
                        "Caravan has run out of memory three times while it worked on this image",
                        "",
                        "give it more (JAVA_OPTS=-Xmx512m, say), then " + job.again()),
                clock.instant());
    }

    /** What is to be done with the jobs that an earlier run has left, before anything starts. */
    interface Recovery {
        void run(Beans beans) throws IOException, StartException;
    }

    /** @param watching whether there is an inbox to look into */
    static Daemon prepare(
            Settings settings,
            Clock clock,
            Map<String, Object> beans,
            SpoolLock lock,
            boolean watching,
            Recovery recovery)
            throws StartException {
        CloudHttp http = CloudHttp.open(settings.cloud().transport(), Version.userAgent());
        KeystoneAuth keystone =
                new KeystoneAuth(settings.cloud(), http, clock, settings.retry().maxDelay());
        Doors doors = Doors.shut(settings, keystone, clock);
        try {
            if (watching) {
                doors = Doors.open(settings, http, keystone, clock);
            }
            CloudServices services = FirstSignIn.wait(settings, keystone);
            FirstSignIn.checkWay(settings, http, keystone, services.endpoints());
            Beans own = Beans.of(settings, services, http, keystone, doors.counts(), clock);
            doors.signedIn(own, services.imports().word());
            Main main = CamelMain.of(settings, services, watching);
            beans.forEach(main::bind);
            own.byName().forEach(main::bind);
            DurableFiles.removeHalfWritten(settings.spool().done());
            DurableFiles.removeHalfWritten(settings.spool().failed());
            recovery.run(own);
            return new Daemon(settings, services.imports().word(), watching, lock, http, main, own, doors);
        } catch (IOException e) {
            release(doors, http, lock);
            throw new StartException(e.getMessage());
        } catch (StartException | RuntimeException e) {
            release(doors, http, lock);
            throw e;
        }
    }

    private static void release(Doors doors, CloudHttp http, SpoolLock lock) {
        http.close();
        try (lock) {
            doors.close();
        } catch (IOException e) {
            LOG.warn("the spool's lock could not be released: {}", e.getMessage());
        }
    }

    /**
     * Starts watching and returns.
     *
     * @throws StartException when a route can't start: an endpoint that a setting names doesn't exist, say
     */
    public void start() throws StartException {
        begin();
        sayWatching();
    }

    /** Starts the routes, and says nothing. */
    void begin() throws StartException {
        // whoever calls this closes it; Camel's own way, at the process's end, would wait for a run() that nobody calls
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        init();
        try {
            main.start();
            CamelMain.startRoutes(main);
        } catch (Exception e) {
            throw notStarted(e);
        }
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
                try {
                    CamelMain.startRoutes(main);
                } catch (Exception e) {
                    throw RuntimeCamelException.wrapRuntimeException(e);
                }
                sayWatching();
            }
        });
        try {
            main.run();
        } catch (Exception e) {
            throw notStarted(e);
        }
        return main.getExitCode();
    }

    /** Routes are known to be sound: what keeps one from starting is an endpoint that a setting names. */
    private static StartException notStarted(Exception problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        LOG.debug("not started", problem);
        return new StartException(
                "the routes can't start: " + root.getMessage()
                        + " (an endpoint of another component, in caravan.notify or caravan.hand-off.*, needs its jars in lib/ext)");
    }

    private void init() {
        main.init();
        CamelContext context = main.getCamelContext();
        if (!watching) {
            context.setShutdownStrategy(
                    new EndAtOnce(() -> beans.journal().open().isEmpty()));
        }
        context.getCamelContextExtension()
                .registerEndpointCallback(new EndpointTargets(settings.spool().inbox()));
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                LOG.info("stopping: segments on their way are given up, jobs are kept");
                beans.uploads().stop();
            }

            /** Behind this, a process that was told to end may be gone before the next line. */
            @Override
            public void onContextStopped(CamelContext stopped) {
                LOG.info("ended; jobs kept: {}", beans.journal().open().size());
            }
        });
    }

    private void sayWatching() {
        doors.takeCommands(beans);
        LOG.info(
                "{} is watching {}, for {}, import by {}",
                Version.userAgent(),
                settings.spool().inbox(),
                settings.cloud().authUrl(),
                importService);
    }

    /** The uploads that are under way, for whoever shows them. */
    public Uploads uploads() {
        return beans.uploads();
    }

    /** Has the settings read so when somebody wants them read again; {@code takenIn} is told what holds from then on. */
    public void reloadBy(Callable<Settings> read, Consumer<Settings> takenIn) {
        doors.reloadBy(read, takenIn, http, beans);
    }

    /** Where the page is served, if it is. */
    public Optional<Integer> webPort() {
        return doors.webPort();
    }

    /** The jobs that haven't ended, for whoever shows them. */
    public JobJournal journal() {
        return beans.journal();
    }

    @Override
    public void close() throws IOException {
        close(() -> {});
    }

    /** Something to do that may fail. */
    interface Step {
        void run() throws IOException;
    }

    /** @param last is done once nothing runs any more, while the spool is still ours */
    void close(Step last) throws IOException {
        doors.close();
        main.stop();
        beans.content().close();
        http.close();
        try {
            last.run();
        } finally {
            lock.close();
        }
    }
}
