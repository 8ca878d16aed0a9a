package io.caravan.cli;

import io.caravan.cli.console.AnswersInJson;
import io.caravan.cli.console.Definitions;
import io.caravan.cli.console.JsonRows;
import io.caravan.cli.console.QuietLog;
import io.caravan.cli.console.Wrapped;
import io.caravan.download.DownloadFailed;
import io.caravan.download.StoredObject;
import io.caravan.download.StoredObject.Kind;
import io.caravan.http.ServiceRefusal;
import io.caravan.settings.Settings;
import io.caravan.swift.AccountListings.ContainerEntry;
import io.caravan.swift.AccountListings.ObjectEntry;
import io.caravan.swift.BadManifest;
import io.caravan.swift.ParallelRequests;
import io.caravan.swift.SwiftAccount;
import io.caravan.swift.SwiftAccount.ObjectInfo;
import io.caravan.swift.SwiftListing;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan list}: what lies in the account, or in a container. */
@Command(
        name = "list",
        description = {
            "Lists the account's containers, or a container's objects with the size of the whole for large ones.",
            "The kind is object (in one piece), dlo (segments under a prefix), slo (segments in a manifest),"
                    + " gone (listed, but not there when it was looked at: a dlo whose segments' container is missing),"
                    + " or unknown (it can't be looked at; standard error tells why, and the exit code is 1)."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  caravan list",
            "  caravan list images --prefix 2026/",
            "  caravan list images --json | jq -r '.[] | select(.kind == \"dlo\") | .name'"
        })
public final class ListCommand implements Callable<Integer>, AnswersInJson {

    private static final int MOST_UNKNOWN = 10;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    /** A container as {@code --json} shows it. */
    private record Container(String name, long objects, long bytes) {}

    /**
     * An object as {@code --json} shows it.
     *
     * @param etag of a large object the whole's
     */
    private record Entry(
            String name, long bytes, String kind, Optional<Instant> modified, String etag, String contentType) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private Definitions definitions;

    @Parameters(
            arity = "0..1",
            paramLabel = "<container>",
            description = "The container whose objects to list; without it, the containers.")
    private Optional<String> container = Optional.empty();

    @Option(names = "--prefix", paramLabel = "<prefix>", description = "Lists only names that begin so.")
    private String prefix = "";

    @Option(names = "--json", description = "Prints one JSON array, an entry a line, with exact names and bytes.")
    private boolean json;

    private final AtomicInteger unknown = new AtomicInteger();
    private final JsonRows rows = new JsonRows();

    @Override
    public boolean wantsErrorInJson() {
        return json && !rows.hasBegun();
    }

    @Override
    public Integer call() throws Exception {
        QuietLog.begin();
        if (container.filter(name -> name.isEmpty() || name.contains("/")).isPresent()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "'" + LogText.clean(container.get()) + "' is no container's name: it has a '/', or is empty");
        }
        Settings settings = Settings.read(definitions.source(Map.of()));
        try (CloudAccess cloud = CloudAccess.signIn(settings)) {
            if (container.isPresent()) {
                listObjects(cloud.account(), container.get());
            } else {
                listContainers(cloud.account());
            }
        }
        if (json) {
            rows.end(out());
        }
        out().flush();
        return unknown.get() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void listContainers(SwiftAccount account) throws IOException {
        SwiftListing<ContainerEntry> listing = account.containers(prefix);
        head("%10s  %12s  %s", "OBJECTS", "SIZE", "NAME");
        for (Optional<ContainerEntry> next = listing.next(); next.isPresent(); next = listing.next()) {
            ContainerEntry entry = next.get();
            row(
                    new Container(entry.name(), entry.objects(), entry.bytes()),
                    "%10d  %12s  %s",
                    entry.objects(),
                    Quantities.readable(entry.bytes()),
                    LogText.clean(entry.name()));
        }
    }

    private void listObjects(SwiftAccount account, String from) throws IOException {
        SwiftListing<ObjectEntry> listing = account.objects(from, prefix);
        try (ParallelRequests looks = new ParallelRequests()) {
            List<ObjectEntry> page = page(listing, account, from);
            head("%12s  %-6s  %-20s  %s", "SIZE", "KIND", "LAST MODIFIED", "NAME");
            while (!page.isEmpty()) {
                List<Callable<Entry>> entries = new ArrayList<>();
                for (ObjectEntry entry : page) {
                    entries.add(() -> seen(account, from, entry));
                }
                looks.all(entries).forEach(this::show);
                page = listing.nextPage();
            }
        }
    }

    private static List<ObjectEntry> page(SwiftListing<ObjectEntry> listing, SwiftAccount account, String from)
            throws IOException {
        try {
            return listing.nextPage();
        } catch (ServiceRefusal e) {
            throw e.status() == 404
                    ? new IOException("there is no container " + LogText.clean(from) + " in " + account.url())
                    : e;
        }
    }

    private void show(Entry entry) {
        row(
                entry,
                "%12s  %-6s  %-20s  %s",
                Quantities.readable(entry.bytes()),
                entry.kind(),
                entry.modified().map(TIME::format).orElse("-"),
                LogText.clean(entry.name()));
    }

    /** One object that can't be looked at hides no other; many are an outage. */
    private Entry seen(SwiftAccount account, String container, ObjectEntry entry) throws IOException {
        try {
            return look(account, container, entry);
        } catch (ServiceRefusal | BadManifest | DownloadFailed e) {
            if (unknown.incrementAndGet() > MOST_UNKNOWN) {
                throw e;
            }
            Wrapped.err("caravan: " + LogText.clean(container + "/" + entry.name()) + ": " + e.getMessage());
            return entry(entry, entry.bytes(), "unknown", entry.hash());
        }
    }

    /** A listing shows no bytes for a dynamic large object: only a look at the object tells. */
    private static Entry look(SwiftAccount account, String container, ObjectEntry entry) throws IOException {
        if (entry.sloEtag().isPresent()) {
            return entry(entry, entry.bytes(), Kind.SLO.word(), entry.sloEtag().get());
        }
        if (entry.bytes() > 0 && !entry.isManifest() || !SwiftAccount.canBeSent(entry.name())) {
            return entry(entry, entry.bytes(), Kind.OBJECT.word(), entry.hash());
        }
        Optional<ObjectInfo> info = account.object(container, entry.name());
        if (info.isEmpty()) {
            return entry(entry, 0, "gone", entry.hash());
        }
        if (info.get().isStatic()) {
            return entry(
                    entry,
                    info.get().bytes().orElse(0L),
                    Kind.SLO.word(),
                    info.get().etag());
        }
        if (info.get().manifest().isEmpty()) {
            return entry(entry, entry.bytes(), Kind.OBJECT.word(), entry.hash());
        }
        long bytes = info.get().bytes().isPresent()
                ? info.get().bytes().get()
                : StoredObject.dynamicBytes(account, info.get().manifest().get());
        return entry(entry, bytes, Kind.DLO.word(), info.get().etag());
    }

    private static Entry entry(ObjectEntry entry, long bytes, String kind, String etag) {
        return new Entry(entry.name(), bytes, kind, entry.modified(), etag, entry.contentType());
    }

    private void head(String format, Object... columns) {
        if (!json) {
            out().printf(format + "%n", columns);
        }
    }

    private void row(Object entry, String format, Object... columns) {
        if (!json) {
            out().printf(format + "%n", columns);
            return;
        }
        rows.add(out(), entry);
    }
}
