package io.caravan.daemon;

import io.caravan.cloud.KeystoneAuth;
import io.caravan.http.CloudHttp;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Has a running daemon take in changed settings: all that can be taken in, or nothing where anything is wrong. A new
 * password or secret is tried at Keystone first.
 */
final class Reload implements Callable<List<String>> {

    private static final Set<String> AT_ONCE = Set.of(
            "caravan.bandwidth",
            "caravan.done.keep",
            "caravan.failed.keep",
            "caravan.spool.warn-below",
            "caravan.log.level");

    private final Callable<Settings> read;
    private final Consumer<Settings> takenIn;
    private final KeystoneAuth keystone;
    private final CloudHttp http;
    private final Clock clock;
    private Settings present;

    /**
     * @param read reads the settings as they are now
     * @param takenIn is told of settings that are taken in
     */
    Reload(
            Settings present,
            Callable<Settings> read,
            Consumer<Settings> takenIn,
            KeystoneAuth keystone,
            CloudHttp http,
            Clock clock) {
        this.present = present;
        this.read = read;
        this.takenIn = takenIn;
        this.keystone = keystone;
        this.http = http;
        this.clock = clock;
    }

    /** What has come of it, a sentence each. */
    @Override
    public synchronized List<String> call() throws Exception {
        Settings wanted;
        try {
            wanted = read.call();
        } catch (SettingsException e) {
            throw new IOException(String.join("; ", e.problems()), e);
        }
        List<String> done = new ArrayList<>();
        boolean isNewSecret = isNewSecret(wanted);
        if (isNewSecret) {
            new KeystoneAuth(wanted.cloud(), http, clock).signIn();
        }
        Set<String> changed = changed(wanted);
        for (String key : changed) {
            done.add(key + (AT_ONCE.contains(key) ? " is taken in" : " holds from the next start on"));
        }
        if (isNewSecret) {
            keystone.use(wanted.cloud());
            done.add("the new password or secret is taken in: Keystone accepts it");
        }
        if (!isNewSecret && !present.cloud().credentials().equals(wanted.cloud().credentials())) {
            done.add("who signs in, and with what, holds from the next start on");
        }
        http.limit(wanted.cloud().transport().limit().timetable());
        takenIn.accept(wanted);
        present = wanted;
        return done.isEmpty() ? List.of("no setting has changed") : done;
    }

    /** Whether only the secret is another, for the same user at the same Keystone; K5's import request has one of its own. */
    private boolean isNewSecret(Settings wanted) {
        Settings.Cloud before = present.cloud();
        Settings.Cloud after = wanted.cloud();
        return !before.credentials().equals(after.credentials())
                && before.credentials().toString().equals(after.credentials().toString())
                && before.authUrl().equals(after.authUrl())
                && before.project().equals(after.project())
                && !present.imports().credentials();
    }

    private Set<String> changed(Settings wanted) {
        Set<String> changed = new TreeSet<>(present.values().keySet());
        changed.addAll(wanted.values().keySet());
        changed.removeIf(
                key -> Objects.equals(present.values().get(key), wanted.values().get(key)));
        return changed;
    }
}
