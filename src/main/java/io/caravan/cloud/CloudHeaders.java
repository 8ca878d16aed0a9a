package io.caravan.cloud;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/** The headers that may cross between a message and the wire; any other stays where it is. */
public final class CloudHeaders implements HeaderFilterStrategy {

    private static final Set<String> OUT = Set.of(
            "accept",
            "etag",
            "x-account-meta-temp-url-key",
            "x-copy-from",
            "x-image-meta-store",
            "x-object-manifest",
            "x-object-meta-mtime",
            "x-storage-policy");
    private static final Set<String> IN = Set.of(
            "content-length",
            "content-type",
            "etag",
            "retry-after",
            "x-account-meta-temp-url-key",
            "x-history-location",
            "x-object-manifest",
            "x-static-large-object",
            "x-storage-policy",
            "x-versions-enabled",
            "x-versions-location");

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !OUT.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !IN.contains(name.toLowerCase(Locale.ROOT));
    }
}
