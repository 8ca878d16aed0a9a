package io.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.UUID;

/** Swift's front: reads the path, checks the token, and leads to the account, the container or the object. */
final class ObjectStore implements FrontDoor.Service {
    private static final String PREFIX = "/object";

    private final Addresses addresses;
    private final Tokens tokens;
    private final SandboxOptions options;
    private final ContainerCalls containers;
    private final ObjectReads reads;
    private final ObjectWrites writes;

    ObjectStore(Addresses addresses, Tokens tokens, SandboxOptions options, ObjectVault vault) {
        this.addresses = addresses;
        this.tokens = tokens;
        this.options = options;
        this.containers = new ContainerCalls(vault);
        this.reads = new ObjectReads(vault);
        this.writes = new ObjectWrites(vault, options.maxFileSize());
    }

    @Override
    public Reply answer(Exchange exchange) throws IOException {
        Reply reply;
        try {
            reply = lead(exchange);
        } catch (Refusal refusal) {
            reply = refusal.reply();
        }
        long seconds = options.clock().instant().getEpochSecond();
        String id = "tx" + UUID.randomUUID().toString().replace("-", "").substring(0, 21) + "-"
                + "%010x".formatted(seconds);
        return reply.with("X-Trans-Id", id).with("X-Openstack-Request-Id", id);
    }

    private Reply lead(Exchange exchange) throws IOException {
        String encoded = exchange.path().substring(PREFIX.length());
        if (encoded.equals("/info")) {
            return exchange.method().equals("GET") ? info() : SwiftReplies.methodNotAllowed("GET");
        }
        ObjectPath path = ObjectPath.parse(encoded);
        boolean isObject = !path.isAccount() && !path.isContainer();
        if (isObject && exchange.method().equals("PUT")) {
            writes.checkBeforeToken(exchange);
        }
        authorize(exchange, path);
        if (path.isAccount()) {
            return containers.account(exchange);
        }
        if (path.isContainer()) {
            return containers.container(exchange, path);
        }
        return switch (exchange.method()) {
            case "GET", "HEAD" -> reads.read(exchange, path);
            case "PUT" -> writes.put(exchange, path);
            case "POST" -> writes.post(exchange, path);
            case "DELETE" -> writes.delete(exchange, path);
            default -> SwiftReplies.methodNotAllowed("DELETE, GET, HEAD, POST, PUT");
        };
    }

    private void authorize(Exchange exchange, ObjectPath path) {
        if (!tokens.isValid(exchange.header("X-Auth-Token").orElse(""))) {
            throw new Refusal(SwiftReplies.unauthorized(
                    path.account(), addresses.identity().toString()));
        }
        if (!path.account().equals(Addresses.ACCOUNT)) {
            throw new Refusal(SwiftReplies.forbidden());
        }
    }

    /** Only what the sandbox can do: static large objects are not named, for there are none. */
    private Reply info() {
        ObjectNode info = Json.object();
        info.putObject("swift")
                .put("version", "2.30.1")
                .put("max_file_size", options.maxFileSize())
                .put("max_object_name_length", ObjectWrites.MAX_OBJECT_NAME)
                .put("max_container_name_length", ContainerCalls.MAX_CONTAINER_NAME)
                .put("max_meta_name_length", ObjectMetadata.MAX_NAME)
                .put("max_meta_value_length", ObjectMetadata.MAX_VALUE)
                .put("max_meta_count", ObjectMetadata.MAX_COUNT)
                .put("max_meta_overall_size", ObjectMetadata.MAX_OVERALL)
                .put("account_listing_limit", WholeObject.PAGE)
                .put("container_listing_limit", WholeObject.PAGE);
        return Json.reply(200, info);
    }
}
