package io.caravan.daemon;

import io.caravan.cloud.KeystoneAuth;
import io.caravan.control.ControlDoor;
import io.caravan.http.CloudHttp;
import io.caravan.settings.Settings;
import io.caravan.web.Counts;
import io.caravan.web.Overview;
import io.caravan.web.WebDoor;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways from outside to a running daemon: the page, which only shows, and the socket, where commands are taken. */
final class Doors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

    private final Settings settings;
    private final KeystoneAuth keystone;
    private final Clock clock;
    private final Counts counts;
    private final Overview overview;
    private final Optional<WebDoor> web;
    private Optional<ControlDoor> control = Optional.empty();

    private Doors(
            Settings settings,
            KeystoneAuth keystone,
            Clock clock,
            Counts counts,
            Overview overview,
            Optional<WebDoor> web) {
        this.settings = settings;
        this.keystone = keystone;
        this.clock = clock;
        this.counts = counts;
        this.overview = overview;
        this.web = web;
    }

    /**
     * Opens the page's, if that is wanted: it shows that there is no sign-in yet.
     *
     * @throws StartException when it can't be opened
     */
    static Doors open(Settings settings, CloudHttp http, KeystoneAuth keystone, Clock clock) throws StartException {
        Counts counts = new Counts();
        Overview overview = new Overview(settings, counts, keystone::goodUntil, clock);
        try {
            return new Doors(
                    settings,
                    keystone,
                    clock,
                    counts,
                    overview,
                    settings.web().port().isPresent()
                            ? Optional.of(WebDoor.open(settings.web(), overview, counts, http.times(), clock))
                            : Optional.empty());
        } catch (IOException e) {
            throw new StartException(e.getMessage());
        }
    }

    /** None at all, for a command. */
    static Doors shut(Settings settings, KeystoneAuth keystone, Clock clock) {
        Counts counts = new Counts();
        return new Doors(
                settings,
                keystone,
                clock,
                counts,
                new Overview(settings, counts, keystone::goodUntil, clock),
                Optional.empty());
    }

    Counts counts() {
        return counts;
    }

    /** The page shows what there is from now on. */
    void signedIn(Beans beans, String importService) {
        overview.signedIn(beans.control(), importService, beans.limits()::words);
    }

    /** Where the page is served, if it is. */
    Optional<Integer> webPort() {
        return web.map(WebDoor::port);
    }

    /**
     * What a command that wants the settings read again brings about.
     *
     * @param read reads them as they are now
     * @param takenIn is told of settings that are taken in
     */
    void reloadBy(Callable<Settings> read, Consumer<Settings> takenIn, CloudHttp http, Beans beans) {
        Consumer<Settings> all = wanted -> {
            beans.kept().set(wanted.kept());
            takenIn.accept(wanted);
        };
        beans.control().reloadBy(new Reload(settings, read, all, keystone, http, clock));
    }

    /** Opens the socket. Images come and go without it, too. */
    void takeCommands(Beans beans) {
        try {
            control = Optional.of(
                    ControlDoor.open(settings.spool().root(), settings.spool().work(), beans.control()));
        } catch (IOException e) {
            LOG.warn(
                    "commands such as jobs, pause and cancel can't reach this daemon: there can be no socket in {}: {}",
                    settings.spool().root(),
                    e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        web.ifPresent(WebDoor::close);
        if (control.isPresent()) {
            control.get().close();
        }
    }
}
