package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import io.caravan.sandbox.http.UrlCode;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** PUT, POST and DELETE of objects, with Swift's checks in Swift's order. */
final class ObjectWrites {
    static final int MAX_OBJECT_NAME = 1024;

    private static final int BUFFER_BYTES = 64 << 10;

    private final ObjectVault vault;
    private final Clock clock;
    private final SwiftTraits traits;

    ObjectWrites(ObjectVault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
        this.traits = vault.traits();
    }

    /** The checks on the headers of a PUT that Swift makes before it looks at the token. */
    private void checkBeforeToken(Exchange exchange) {
        if (exchange.header("X-Object-Manifest")
                .filter(value -> !isManifest(value))
                .isPresent()) {
            throw new Refusal(SwiftReplies.badRequest("X-Object-Manifest must be in the format container/prefix"));
        }
        refuseReserved(exchange);
        refuseWhatIsMissingHere(exchange);
        if (!traits.isCeph()
                && exchange.header("If-None-Match")
                        .filter(value -> !value.equals("*"))
                        .isPresent()) {
            throw new Refusal(Reply.of(400, "text/plain", "If-None-Match only supports *"));
        }
    }

    /** Everything that can be refused is refused before the body is read, and so before a {@code 100 Continue}. */
    Reply put(Exchange exchange, AccountPath path, Access access) throws IOException {
        checkBeforeToken(exchange);
        access.mayWrite();
        Container container = home(path);
        if (traits.writesPerSecond().isPresent()) {
            container.awaitTurn(traits.writesPerSecond().getAsInt());
        }
        checkLength(exchange);
        checkName(path.object());
        Map<String, String> headers = ObjectMetadata.ofObject(exchange.headers());
        checkQuota(exchange, path);
        checkIfNoneMatch(exchange, container, path);
        Optional<String> source = exchange.header("X-Copy-From");
        if (source.isPresent()) {
            return copy(exchange, source.get(), access, container, path.object());
        }
        try (Upload upload = vault.begin()) {
            receive(exchange, upload);
            if (!expectedEtag(exchange).orElse(upload.md5()).equals(upload.md5())) {
                long now = VaultObject.ticks(clock.instant());
                return SwiftReplies.unprocessable().with("Last-Modified", VaultObject.lastModified(now));
            }
            Optional<VaultObject> stored =
                    vault.commit(container, path.object(), upload, type(exchange, path), headers, hidden(exchange));
            return stored.map(object -> SwiftReplies.created()
                            .with("Etag", object.hash())
                            .with("Last-Modified", VaultObject.lastModified(object.ticks())))
                    .orElseGet(SwiftReplies::notFound);
        }
    }

    /** {@code X-Copy-From}: an object of the account becomes another one, with its metadata. */
    private Reply copy(Exchange exchange, String from, Access access, Container target, String name)
            throws IOException {
        access.mayRead();
        String[] parts = UrlCode.decode(from).orElse("").replaceFirst("^/", "").split("/", 2);
        if (parts.length < 2 || parts[1].isEmpty()) {
            throw new Refusal(Reply.of(
                    412,
                    "text/html; charset=UTF-8",
                    "X-Copy-From header must be of the form <container name>/<object name>"));
        }
        if (exchange.contentLength().orElse(0L) != 0) {
            throw new Refusal(SwiftReplies.badRequest("Copy requests require a zero byte body"));
        }
        Optional<Container> home = vault.container(parts[0]);
        VaultObject source =
                home.flatMap(there -> there.find(parts[1])).orElseThrow(() -> new Refusal(SwiftReplies.notFound()));
        if (source.manifest().isPresent() || source.sloEtag().isPresent()) {
            throw new Refusal(Reply.of(400, "text/plain", "copying large objects is not built into the sandbox."));
        }
        try (Upload upload = vault.begin()) {
            new ManifestPiece.Stored(home.get().folder().resolve(source.dataFile()), 0, source.bytes())
                    .copyTo(upload, ByteBuffer.allocate(BUFFER_BYTES));
            VaultObject copy = vault.commit(target, name, upload, source.contentType(), source.headers(), () -> false)
                    .orElseThrow(() -> new Refusal(SwiftReplies.notFound()));
            return SwiftReplies.created()
                    .with("Etag", copy.hash())
                    .with("Last-Modified", VaultObject.lastModified(copy.ticks()))
                    .with("X-Copied-From", UrlCode.quote(parts[0] + "/" + parts[1]))
                    .with("X-Copied-From-Last-Modified", VaultObject.lastModified(source.ticks()));
        }
    }

    /** Stores the manifest of a static large object whose segments have been looked at. */
    VaultObject storeManifest(Exchange exchange, AccountPath path, Access access, SegmentList segments)
            throws IOException {
        checkBeforeToken(exchange);
        access.mayWrite();
        Container container = home(path);
        checkName(path.object());
        Map<String, String> headers = ObjectMetadata.ofObject(exchange.headers());
        headers.putAll(VaultObject.ofStatic(segments));
        checkIfNoneMatch(exchange, container, path);
        try (Upload upload = vault.begin()) {
            upload.write(ByteBuffer.wrap(segments.bytes()));
            return vault.commit(container, path.object(), upload, type(exchange, path), headers, hidden(exchange))
                    .orElseThrow(() -> new Refusal(SwiftReplies.notFound()));
        }
    }

    private Container home(AccountPath path) {
        return vault.container(path.container()).orElseThrow(() -> new Refusal(SwiftReplies.notFound()));
    }

    /** Ceph does not look at it. */
    private void checkIfNoneMatch(Exchange exchange, Container container, AccountPath path) {
        if (!traits.isCeph()
                && exchange.header("If-None-Match").isPresent()
                && container.find(path.object()).isPresent()) {
            throw new Refusal(SwiftReplies.preconditionFailed());
        }
    }

    /** Replaces the metadata as a whole: a dynamic manifest that is not sent again is gone, but on Ceph. */
    Reply post(Exchange exchange, AccountPath path, Access access) throws IOException {
        access.mayWrite();
        refuseReserved(exchange);
        refuseWhatIsMissingHere(exchange);
        Map<String, String> headers = ObjectMetadata.ofObject(exchange.headers());
        Optional<Container> container = vault.container(path.container());
        if (traits.isCeph()) {
            container
                    .flatMap(home -> home.find(path.object()))
                    .flatMap(VaultObject::manifest)
                    .ifPresent(manifest -> headers.putIfAbsent("X-Object-Manifest", manifest));
        }
        Optional<String> type = exchange.header("Content-Type").filter(value -> !value.isEmpty());
        return container.isPresent() && vault.change(container.get(), path.object(), type, headers)
                ? SwiftReplies.accepted()
                : SwiftReplies.notFound();
    }

    /** Removes the object alone: the segments of a large one stay. */
    Reply delete(Exchange exchange, AccountPath path, Access access) throws IOException {
        access.mayWrite();
        Optional<Container> container = vault.container(path.container());
        return container.isPresent() && vault.remove(container.get(), path.object())
                ? SwiftReplies.noContent()
                : SwiftReplies.notFound();
    }

    private static boolean isManifest(String value) {
        int slash = value.indexOf('/');
        return slash > 0
                && slash < value.length() - 1
                && value.charAt(slash + 1) != '/'
                && value.indexOf('?') < 0
                && value.indexOf('&') < 0;
    }

    private static void refuseReserved(Exchange exchange) {
        boolean manifest =
                exchange.query("multipart-manifest").filter("put"::equals).isPresent();
        if (exchange.header("X-Static-Large-Object").isPresent() && !manifest) {
            throw new Refusal(SwiftReplies.badRequest("X-Static-Large-Object is a reserved header. To create a static"
                    + " large object add query param multipart-manifest=put."));
        }
    }

    /** What Swift can do and the sandbox cannot is refused rather than ignored; these texts are the sandbox's own. */
    private static void refuseWhatIsMissingHere(Exchange exchange) {
        for (String header : new String[] {"X-Delete-At", "X-Delete-After", "X-Symlink-Target"}) {
            if (exchange.header(header).isPresent()) {
                throw new Refusal(Reply.of(400, "text/plain", header + " is not built into the sandbox."));
            }
        }
    }

    private void checkLength(Exchange exchange) {
        Optional<Long> length = exchange.contentLength();
        if (length.isPresent() && length.get() > traits.maxFileSize()) {
            throw new Refusal(traits.isCeph() ? CephReplies.tooLarge() : SwiftReplies.tooLarge());
        }
        if (length.isEmpty() && !exchange.isChunked()) {
            throw new Refusal(SwiftReplies.lengthRequired());
        }
    }

    private static void checkName(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_OBJECT_NAME) {
            throw new Refusal(
                    SwiftReplies.badHeader("Object name length of " + length + " longer than " + MAX_OBJECT_NAME));
        }
    }

    /** Refuses what would take the container or the account over its quota; of a manifest its own bytes count. */
    void checkQuota(Exchange exchange, AccountPath path) {
        long length = exchange.contentLength().orElse(0L);
        if (traits.accountQuota().isPresent()) {
            long used = vault.containers().stream()
                    .mapToLong(container -> container.usage().bytes())
                    .sum();
            if (used + length > traits.accountQuota().getAsLong()) {
                throw new Refusal(SwiftReplies.quotaExceeded());
            }
        }
        vault.container(path.container()).ifPresent(container -> {
            String quota = container.headers().getOrDefault("X-Container-Meta-Quota-Bytes", "");
            if (quota.matches("\\d{1,18}") && container.usage().bytes() + length > Long.parseLong(quota)) {
                throw new Refusal(SwiftReplies.quotaExceeded());
            }
        });
    }

    private void receive(Exchange exchange, Upload upload) throws IOException {
        exchange.body().transferTo((ByteBuffer bytes) -> {
            if (upload.bytes() + bytes.remaining() > traits.maxFileSize()) {
                throw new Refusal(traits.isCeph() ? CephReplies.tooLarge() : SwiftReplies.tooLargeMeanwhile());
            }
            upload.write(bytes);
        });
    }

    /** The MD5 that the client says the body has; Swift compares it as text, upper case is another; Ceph does so with the quotes. */
    Optional<String> expectedEtag(Exchange exchange) {
        return exchange.header("Etag")
                .filter(value -> !value.isEmpty())
                .map(value -> !traits.isCeph() && value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                        ? value.substring(1, value.length() - 1)
                        : value);
    }

    /** Without a type of its own an object gets the one that its name suggests, as in Swift. */
    private static String type(Exchange exchange, AccountPath path) {
        return exchange.header("Content-Type")
                .filter(value -> !value.isEmpty())
                .or(() -> Optional.ofNullable(URLConnection.guessContentTypeFromName(path.object())))
                .orElse("application/octet-stream");
    }

    private static BooleanSupplier hidden(Exchange exchange) {
        return exchange.fault().orElse(null) instanceof Fault.HiddenFromListing fault ? fault::hides : () -> false;
    }
}
