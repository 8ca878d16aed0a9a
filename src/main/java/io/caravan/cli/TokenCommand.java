package io.caravan.cli;

import io.caravan.cli.console.Caller;
import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.QuietLog;
import io.caravan.cli.console.Wrapped;
import io.caravan.cloud.Grant;
import io.caravan.cloud.K5Portal;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.cloud.ServiceCatalog;
import io.caravan.http.CloudHttp;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsSource;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import io.caravan.text.Secret;
import io.caravan.text.Version;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code caravan token}: signs in and tells what the token is good for. */
@Command(
        name = "token",
        description = {
            "Signs in and tells what the token is good for, and until when.",
            "With --show the token alone goes to standard output, and what it is good for to standard error:",
            "  token=$$(./caravan token --show)"
        },
        mixinStandardHelpOptions = true)
public final class TokenCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss zzz");

    @Mixin
    private Definitions definitions;

    @ArgGroup
    private Kind kind = new Kind();

    @Option(names = "--show", description = "Prints the token itself, too. It stays valid until it expires.")
    private boolean show;

    private static final class Kind {

        @Option(
                names = "--unscoped",
                description =
                        "Names no project: an unscoped token, or on Fujitsu K5 one for the user's default project.")
        private boolean unscoped;

        @Option(names = "--portal", description = "The token of Fujitsu K5's central portal instead of Keystone's.")
        private boolean portal;
    }

    @Override
    public Integer call() throws Exception {
        QuietLog.begin();
        SettingsSource source = definitions.source(Map.of());
        Secret token = kind.portal ? portal(Settings.readPortal(source)) : keystone(Settings.readCloud(source));
        if (show) {
            System.out.println(token.reveal());
        }
        return 0;
    }

    private Secret keystone(Settings.Cloud settings) throws Exception {
        try (CloudHttp http = CloudHttp.open(settings.transport(), Version.userAgent())) {
            Grant grant =
                    new KeystoneAuth(kind.unscoped ? settings.unscoped() : settings, http, Clock.systemUTC()).grant();
            line("keystone", settings.authUrl().toString());
            line("user", grant.user());
            line("project", grant.project().orElse("none: good for asking Keystone, not for a service such as Swift"));
            line("roles", grant.roles().isEmpty() ? "none" : String.join(", ", grant.roles()));
            line("good until", until(grant.until()));
            services(grant.catalog().endpoints(), settings.reach());
            return grant.secret();
        }
    }

    private Secret portal(Settings.Portal settings) throws Exception {
        try (CloudHttp http = CloudHttp.open(settings.transport(), Version.userAgent())) {
            K5Portal.Grant grant = K5Portal.signIn(settings, http);
            line("portal", settings.url().toString());
            line("user", grant.user());
            line("contract", grant.contract());
            line("good for", grant.scope().isEmpty() ? "the portal does not say" : grant.scope());
            line(
                    "good until",
                    grant.expiresAt().isEmpty()
                            ? "the portal does not say"
                            : grant.expiresAt()
                                    + (grant.expiresAt().matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                                            ? ""
                                            : " (the portal names no time zone)"));
            return grant.secret();
        }
    }

    private void services(List<ServiceCatalog.Endpoint> endpoints, String reach) {
        if (endpoints.isEmpty()) {
            line("services", "none: the token came without " + reach + " endpoints");
            return;
        }
        line("services", endpoints.size() + ", by their " + reach + " endpoints");
        int type = width(endpoints.stream().map(ServiceCatalog.Endpoint::type).toList());
        int name = width(endpoints.stream().map(ServiceCatalog.Endpoint::name).toList());
        int region =
                width(endpoints.stream().map(ServiceCatalog.Endpoint::region).toList());
        endpoints.stream()
                .sorted(Comparator.comparing(ServiceCatalog.Endpoint::type)
                        .thenComparing(ServiceCatalog.Endpoint::region))
                .forEach(endpoint -> out().printf(
                                "  %-" + type + "s  %-" + name + "s  %-" + region + "s  %s%n",
                                LogText.clean(endpoint.type()),
                                LogText.clean(endpoint.name()),
                                LogText.clean(endpoint.region()),
                                LogText.clean(endpoint.url())));
    }

    private static int width(List<String> texts) {
        return Math.max(
                1,
                texts.stream()
                        .mapToInt(text -> LogText.clean(text).length())
                        .max()
                        .orElse(1));
    }

    private static String until(Instant instant) {
        ZonedDateTime here = instant.atZone(ZoneId.systemDefault());
        String utc = TIME.format(instant.atZone(ZoneOffset.UTC)).replace(" Z", " UTC");
        Duration left = Duration.between(Instant.now(), instant);
        String local = here.getOffset().equals(ZoneOffset.UTC) ? "" : " (" + TIME.format(here) + ")";
        return utc + local + ", for another " + Quantities.readable(left.isNegative() ? Duration.ZERO : left);
    }

    private void line(String name, String value) {
        int columns = show ? Caller.columns() : Caller.outColumns();
        out().println(Wrapped.at(columns, 12, String.format("%-11s %s", name, value)));
    }

    private PrintStream out() {
        return show ? System.err : System.out;
    }
}
