package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import io.caravan.sandbox.keystone.TempUrlKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The calls on the account and on containers. */
final class ContainerCalls {
    static final int MAX_CONTAINER_NAME = 256;

    /** Chosen when a container is made; the sandbox keeps all bytes in one place. */
    private static final String POLICY = "X-Storage-Policy";

    private final ObjectVault vault;
    private final TempUrlKey tempUrlKey;
    private final SwiftTraits traits;

    ContainerCalls(ObjectVault vault, TempUrlKey tempUrlKey) {
        this.tempUrlKey = tempUrlKey;
        this.vault = vault;
        this.traits = vault.traits();
    }

    Reply account(Exchange exchange, Access access) {
        if (exchange.method().equals("POST")) {
            access.mayWrite();
            // of its metadata one is kept
            exchange.header(TempUrlKey.HEADER).ifPresent(tempUrlKey::set);
            return SwiftReplies.noContent();
        }
        access.mayRead();
        long objects = 0;
        long bytes = 0;
        for (Container container : vault.containers()) {
            objects += container.usage().objects();
            bytes += container.usage().bytes();
        }
        Reply reply = switch (exchange.method()) {
            case "GET" ->
                ContainerListing.of(exchange, traits, traits.accountPage()).containers(vault.containers());
            case "HEAD" -> ContainerListing.text(204, "");
            default -> SwiftReplies.methodNotAllowed("GET, HEAD, POST");
        };
        if (reply.status() >= 400) {
            return reply;
        }
        if (traits.accountQuota().isPresent()) {
            String quota = Long.toString(traits.accountQuota().getAsLong());
            reply = reply.with("X-Account-Meta-Quota-Bytes", quota);
        }
        Optional<String> key = access.isOwner() ? tempUrlKey.get() : Optional.empty();
        if (key.isPresent()) {
            reply = reply.with(TempUrlKey.HEADER, key.get());
        }
        return reply.with(
                        "X-Account-Container-Count",
                        Integer.toString(vault.containers().size()))
                .with("X-Account-Object-Count", Long.toString(objects))
                .with("X-Account-Bytes-Used", Long.toString(bytes));
    }

    Reply container(Exchange exchange, AccountPath path, Access access) throws IOException {
        if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
            access.mayRead();
        } else {
            access.mayWrite();
        }
        return switch (exchange.method()) {
            case "PUT" -> put(exchange, path.container());
            case "POST" -> post(exchange, path.container());
            case "HEAD" -> described(ContainerListing.text(204, ""), existing(path));
            case "GET" ->
                described(
                        ContainerListing.of(exchange, traits, traits.containerPage())
                                .objects(existing(path)),
                        existing(path));
            case "DELETE" -> vault.removeContainer(existing(path)) ? SwiftReplies.noContent() : SwiftReplies.conflict();
            default -> SwiftReplies.methodNotAllowed("DELETE, GET, HEAD, POST, PUT");
        };
    }

    private Reply put(Exchange exchange, String name) throws IOException {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_CONTAINER_NAME) {
            return SwiftReplies.badRequest("Container name length of " + length + " longer than " + MAX_CONTAINER_NAME);
        }
        Map<String, String> headers = metadata(exchange);
        Optional<String> policy = exchange.headers().first(POLICY).filter(value -> !value.isEmpty());
        if (policy.isPresent() && !traits.policies().contains(policy.get())) {
            return SwiftReplies.badRequest("Invalid X-Storage-Policy '" + policy.get() + "'");
        }
        if (vault.container(name).isEmpty()) {
            policy.ifPresent(chosen -> headers.put(POLICY, chosen));
        }
        return vault.createContainer(name, headers) ? SwiftReplies.created() : SwiftReplies.accepted();
    }

    private Map<String, String> metadata(Exchange exchange) {
        Map<String, String> headers = ObjectMetadata.ofContainer(exchange.headers());
        if (!traits.keepsVersions()) {
            headers.remove("X-Versions-Enabled");
        }
        return headers;
    }

    private Reply post(Exchange exchange, String name) throws IOException {
        Map<String, String> headers = metadata(exchange);
        if (vault.container(name).isEmpty()) {
            return SwiftReplies.notFound();
        }
        vault.createContainer(name, headers);
        return SwiftReplies.noContent();
    }

    private Container existing(AccountPath path) {
        Optional<Container> container = vault.container(path.container());
        return container.orElseThrow(() -> new Refusal(SwiftReplies.notFound()));
    }

    private Reply described(Reply reply, Container container) {
        if (reply.status() >= 400) {
            return reply;
        }
        Container.Usage usage = container.usage();
        Reply described = reply.with("X-Container-Object-Count", Long.toString(usage.objects()))
                .with("X-Container-Bytes-Used", Long.toString(usage.bytes()))
                .with("X-Timestamp", VaultObject.timestamp(container.ticks()))
                .with("Last-Modified", VaultObject.lastModified(container.ticks()))
                .with("Accept-Ranges", "bytes");
        if (!container.headers().containsKey(POLICY)) {
            described = described.with(POLICY, traits.policies().get(0));
        }
        for (Map.Entry<String, String> header : container.headers().entrySet()) {
            described = described.with(header.getKey(), header.getValue());
        }
        return described;
    }
}
