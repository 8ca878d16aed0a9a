package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import io.caravan.sandbox.http.UrlCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** {@code PUT} with {@code X-Copy-From}: an object of the account becomes another one, with its metadata. */
final class ObjectCopies {

    private static final int BUFFER_BYTES = 64 << 10;

    private final ObjectVault vault;

    ObjectCopies(ObjectVault vault) {
        this.vault = vault;
    }

    Reply copy(Exchange exchange, String from, Access access, Container target, String name) throws IOException {
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
}
