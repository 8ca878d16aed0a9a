package io.caravan.sandbox.swift;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.FrontDoor;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Payload;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import io.caravan.sandbox.http.UrlCode;
import io.caravan.sandbox.keystone.Addresses;
import io.caravan.sandbox.keystone.TempUrlKey;
import io.caravan.sandbox.keystone.Tokens;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.server.Request;

/** Swift's front: reads the path, checks the token, and leads to the account, the container or the object. */
public final class ObjectStore implements FrontDoor.Service {
    static final String PREFIX = "/object";

    private final Addresses addresses;
    private final Tokens tokens;
    private final Clock clock;
    private final SwiftTraits traits;
    private final TempUrlKey tempUrls;
    private final ContainerCalls containers;
    private final ObjectReads reads;
    private final ObjectWrites writes;
    private final Optional<LargeWrites> largeWrites;
    private final LargeDeletes largeDeletes;

    public ObjectStore(Addresses addresses, Tokens tokens, Clock clock, ObjectVault vault) {
        this.addresses = addresses;
        this.tokens = tokens;
        this.clock = clock;
        this.traits = vault.traits();
        this.tempUrls =
                new TempUrlKey(clock, traits.isCeph() ? List.of("HmacSHA1") : List.of("HmacSHA256", "HmacSHA512"));
        this.containers = new ContainerCalls(vault, tempUrls);
        this.reads = new ObjectReads(vault);
        this.writes = new ObjectWrites(vault, clock);
        this.largeWrites = traits.slo().map(slo -> new LargeWrites(vault, writes, slo));
        this.largeDeletes = new LargeDeletes(vault);
    }

    @Override
    public void prepare(Request request) {
        SwiftHead.useFor(request);
    }

    @Override
    public Reply answer(Exchange exchange) throws IOException {
        Reply reply;
        try {
            reply = lead(exchange);
        } catch (Refusal refusal) {
            reply = refusal.reply();
        }
        long seconds = clock.instant().getEpochSecond();
        String id = "tx" + UUID.randomUUID().toString().replace("-", "").substring(0, 21) + "-"
                + "%010x".formatted(seconds);
        if (traits.isCeph()) {
            reply = CephReplies.of(reply, exchange.path());
        }
        return reply.with("X-Trans-Id", id).with("X-Openstack-Request-Id", id);
    }

    private Reply lead(Exchange exchange) throws IOException {
        String encoded = exchange.path().substring(PREFIX.length());
        if (encoded.equals("/info")) {
            return tellInfo(exchange);
        }
        AccountPath path = AccountPath.parse(encoded);
        Access access = new Access(tokens, exchange, path, addresses.identity().toString(), traits.isCeph());
        if (traits.isCeph()) {
            CephReplies.checkName(path);
        }
        if (path.isAccount()) {
            return containers.account(exchange, access);
        }
        if (path.isContainer()) {
            return containers.container(exchange, path, access);
        }
        if (TempUrlKey.isSigned(exchange)) {
            if (!tempUrls.allows(exchange, UrlCode.decode(encoded).orElse(""))) {
                return Reply.of(401, "text/plain", "401 Unauthorized: Temp URL invalid\n");
            }
            access.signed();
        }
        boolean large = largeWrites.isPresent();
        return switch (exchange.method()) {
            case "GET", "HEAD" -> reads.read(exchange, path, access);
            case "PUT" ->
                large && asks(exchange, "put")
                        ? largeWrites.get().put(exchange, path, access)
                        : writes.put(exchange, path, access);
            case "POST" -> writes.post(exchange, path, access);
            case "DELETE" ->
                large && asks(exchange, "delete")
                        ? largeDeletes.delete(exchange, path, access)
                        : writes.delete(exchange, path, access);
            default -> SwiftReplies.methodNotAllowed("DELETE, GET, HEAD, POST, PUT");
        };
    }

    private static boolean asks(Exchange exchange, String what) {
        return exchange.query("multipart-manifest").filter(what::equals).isPresent();
    }

    private Reply tellInfo(Exchange exchange) {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            return SwiftReplies.methodNotAllowed("GET, HEAD");
        }
        return traits.tellsInfo() ? info() : SwiftReplies.forbidden();
    }

    /** Only what the sandbox can do. */
    private Reply info() {
        boolean ceph = traits.isCeph();
        ObjectNode info = JsonBody.object();
        info.putObject("swift")
                .put("version", ceph ? CephReplies.VERSION : "2.30.1")
                .put("max_file_size", traits.maxFileSize())
                .put(ceph ? "max_object_name_size" : "max_object_name_length", ObjectWrites.MAX_OBJECT_NAME)
                .put(
                        "max_container_name_length",
                        ceph ? CephReplies.MAX_CONTAINER_NAME : ContainerCalls.MAX_CONTAINER_NAME)
                .put("max_meta_name_length", ObjectMetadata.MAX_NAME)
                .put("max_meta_value_length", ObjectMetadata.MAX_VALUE)
                .put("max_meta_count", ObjectMetadata.MAX_COUNT)
                .put("max_meta_overall_size", ObjectMetadata.MAX_OVERALL)
                .put("container_listing_limit", traits.containerPage());
        if (ceph) {
            info.putObject("tempauth").put("account_acls", false);
        } else {
            info.withObject("swift").put("account_listing_limit", traits.accountPage());
        }
        traits.slo().ifPresent(slo -> {
            ObjectNode told = info.putObject("slo").put("max_manifest_segments", slo.maxManifestSegments());
            if (!ceph) {
                told.put("max_manifest_size", slo.maxManifestSize())
                        .put("yield_frequency", 10)
                        .put("min_segment_size", slo.minSegmentSize())
                        .put("allow_async_delete", false);
            }
        });
        ObjectNode tempUrl = info.putObject("tempurl");
        if (!ceph) {
            tempUrl.putArray("allowed_digests").add("sha256").add("sha512");
        }
        return Reply.of(200, "application/json; charset=UTF-8", Payload.bytes(JsonBody.pythonBytes(info)));
    }
}
