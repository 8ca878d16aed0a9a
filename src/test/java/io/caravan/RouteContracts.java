package io.caravan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the descriptions of sub-routes promise: {@code Takes job, head; leaves listing.} names the exchange properties and
 * variables that must be there when a {@code direct:} route begins, and those that whoever asked may read behind it.
 */
final class RouteContracts {

    private static final Pattern CONTRACT =
            Pattern.compile("Takes (nothing|[a-zA-Z, ]+)(?:; leaves ([a-zA-Z, ]+))?(?:[;,] [^.]*)?\\.$");
    private static final Pattern READ = Pattern.compile("(?:exchangeProperty|variable)\\.([a-zA-Z]+)");
    private static final Set<String> CAMELS_OWN = Set.of("CamelSplitIndex");

    private record Contract(Set<String> takes, Set<String> leaves) {}

    private final Map<String, Contract> contracts = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    RouteContracts(RouteFiles files) {
        for (JsonNode route : files.routes()) {
            String uri = route.path("from").path("uri").asText();
            if (uri.startsWith("direct:")) {
                Matcher said = CONTRACT.matcher(route.path("description").asText());
                if (said.find()) {
                    contracts.put(uri, new Contract(names(said.group(1)), names(said.group(2))));
                } else {
                    problems.add(route.path("id").asText() + " does not say what it takes");
                }
            }
        }
        files.routes().forEach(this::check);
    }

    List<String> problems() {
        return problems;
    }

    /** Where a step leads, without how to go there. */
    static String door(String uri) {
        return uri.startsWith("direct:") ? uri.replaceFirst("\\?.*", "") : uri;
    }

    private static Set<String> names(String list) {
        return list == null || list.equals("nothing") ? Set.of() : Set.of(list.split(", "));
    }

    private void check(JsonNode route) {
        String id = route.path("id").asText();
        Contract own =
                contracts.getOrDefault(route.path("from").path("uri").asText(), new Contract(Set.of(), Set.of()));
        Set<String> known = new TreeSet<>(own.takes());
        Set<String> used = new TreeSet<>();
        walk(id, route.path("from").path("steps"), known, used);
        minus(own.takes(), used).forEach(name -> problems.add(id + " takes " + name + " and does not use it"));
        minus(own.leaves(), known).forEach(name -> problems.add(id + " does not leave " + name));
    }

    private void walk(String route, JsonNode node, Set<String> known, Set<String> used) {
        for (JsonNode child : node) {
            if (child.isTextual()) {
                Matcher read = READ.matcher(child.asText());
                while (read.find()) {
                    use(route, Set.of(read.group(1)), known, used);
                }
            } else {
                walk(route, child, known, used);
            }
        }
        // a step has been walked through by now
        if (node.path("ref").asText().equals("takeJob")) {
            known.addAll(Set.of("job"));
        }
        Contract called = contracts.get(door(node.path("uri").asText()));
        if (called != null) {
            use(route, called.takes(), known, used);
            known.addAll(called.leaves());
        }
        if (node.has("name") && node.has("expression")) {
            known.add(node.path("name").asText());
        }
    }

    private void use(String route, Collection<String> names, Set<String> known, Set<String> used) {
        used.addAll(names);
        for (String name : minus(names, known)) {
            if (!CAMELS_OWN.contains(name)) {
                problems.add(route + " reads " + name + ", which nobody has left there");
                known.add(name);
            }
        }
    }

    private static Set<String> minus(Collection<String> names, Set<String> others) {
        Set<String> left = new TreeSet<>(names);
        left.removeAll(others);
        return left;
    }
}
