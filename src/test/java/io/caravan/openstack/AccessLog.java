package io.caravan.openstack;

import io.caravan.text.PercentCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clients have asked of Swift, by the access logs of its proxies. */
final class AccessLog {

    private static final Pattern LINE = Pattern.compile("proxy: access (\\S+) (\\S+) (\\d+) (\\S+) (\\S+)(?: .*)?");

    private AccessLog() {}

    /**
     * A request that Swift has answered.
     *
     * @param path decoded, with its query
     * @param bytes of the body that Swift has received
     */
    record Entry(String method, String path, int status, long bytes) {}

    /** The requests for paths that hold this text, in the order of their ends, those that Swift makes itself left out. */
    static List<Entry> of(OpenStackCloud cloud, String text) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String service : List.of("swift-proxy", "swift-proxy-small")) {
            for (String line : cloud.log(service)) {
                Matcher matcher = LINE.matcher(line);
                if (line.contains(text) && matcher.matches() && matcher.group(5).equals("-")) {
                    entries.add(new Entry(
                            matcher.group(1),
                            // as it was sent, and encoded once more
                            PercentCode.decode(PercentCode.decode(matcher.group(2))),
                            Integer.parseInt(matcher.group(3)),
                            matcher.group(4).equals("-") ? 0 : Long.parseLong(matcher.group(4))));
                }
            }
        }
        return entries;
    }
}
