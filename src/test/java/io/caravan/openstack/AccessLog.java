package io.caravan.openstack;

import io.caravan.text.PercentCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clients have asked of Swift, by the access log of its proxy or of Ceph's gateway. */
final class AccessLog {

    private static final Pattern SWIFT = Pattern.compile("proxy: access (\\S+) (\\S+) (\\d+) (\\S+) (\\S+)(?: .*)?");
    private static final Pattern CEPH = Pattern.compile(".* beast: .*?\"(\\S+) (\\S+) HTTP/1.1\" (\\d+) .*");

    private AccessLog() {}

    /**
     * A request that Swift has answered.
     *
     * @param path decoded, with its query
     * @param bytes of the body that Swift has received, if it tells
     */
    record Entry(String method, String path, int status, OptionalLong bytes) {}

    /** The requests for paths that hold this text, in the order of their ends, those that Swift makes itself left out. */
    static List<Entry> of(OpenStackCloud cloud, String text) throws IOException {
        boolean ceph = cloud.isCeph();
        List<Entry> entries = new ArrayList<>();
        for (String line : cloud.log(ceph ? "radosgw" : "swift-proxy")) {
            if (line.contains(text)) {
                (ceph ? ofCeph(line) : ofSwift(line)).ifPresent(entries::add);
            }
        }
        return entries;
    }

    private static Optional<Entry> ofSwift(String line) {
        Matcher matcher = SWIFT.matcher(line);
        return matcher.matches() && matcher.group(5).equals("-")
                ? Optional.of(new Entry(
                        matcher.group(1),
                        // as it was sent, and encoded once more
                        PercentCode.decode(PercentCode.decode(matcher.group(2))),
                        Integer.parseInt(matcher.group(3)),
                        OptionalLong.of(matcher.group(4).equals("-") ? 0 : Long.parseLong(matcher.group(4)))))
                : Optional.empty();
    }

    private static Optional<Entry> ofCeph(String line) {
        Matcher matcher = CEPH.matcher(line);
        return matcher.matches()
                ? Optional.of(new Entry(
                        matcher.group(1),
                        PercentCode.decode(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)),
                        OptionalLong.empty()))
                : Optional.empty();
    }
}
