package io.caravan.text;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every secret that this process has read or was given, and the one place that takes them out of texts. A service may
 * repeat what it was sent, as it was sent or as it has read it, so each is known in the forms that it may come back in:
 * as it is; as JSON, HTML and URLs write it; and in base64, also as a part of something longer.
 */
public final class Secrets {

    /** Tokens come and go; those before the last few have expired. */
    private static final int MOST_TOKENS = 16;

    /** Shorter ones are words like any other: they are taken out of what services say only, and as whole words. */
    private static final int LONG = 8;

    private static final int SHORTEST = 4;

    /** A TempURL's: whoever has it may read the object as long as it holds. */
    private static final Pattern SIGNATURE = Pattern.compile("(?i)(temp_url_sig(?:=|%3d))[0-9a-z_+/%-]{8,}");

    private static final Set<String> KNOWN = new LinkedHashSet<>();
    private static final Map<String, List<Needle>> TOKENS = new LinkedHashMap<>();
    private static final List<Needle> NEEDLES = new CopyOnWriteArrayList<>();

    private Secrets() {}

    private record Needle(String text, boolean isLong) {

        String hiddenIn(String where) {
            if (!where.contains(text)) {
                return where;
            }
            return isLong
                    ? where.replace(text, Secret.MASK)
                    : where.replaceAll(
                            "(?<![\\p{L}\\p{N}])" + Pattern.quote(text) + "(?![\\p{L}\\p{N}])",
                            Matcher.quoteReplacement(Secret.MASK));
        }
    }

    /** A secret that is good until this process ends. */
    static synchronized void know(String secret) {
        if (KNOWN.add(secret)) {
            NEEDLES.addAll(needles(secret));
        }
    }

    /** A token, which is replaced by others. */
    public static synchronized void knowToken(String token) {
        TOKENS.computeIfAbsent(token, Secrets::needles);
        if (TOKENS.size() > MOST_TOKENS) {
            TOKENS.remove(TOKENS.keySet().iterator().next());
        }
    }

    /** What a service has said, without any secret. */
    public static String hide(String text) {
        return hide(text, true);
    }

    /** A line of our own, which may repeat what a service has said; words that happen to be somebody's password stay. */
    public static String hideLong(String text) {
        return hide(text, false);
    }

    private static String hide(String text, boolean shortToo) {
        String hidden = SIGNATURE.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(Secret.MASK));
        for (Needle needle : all()) {
            if (needle.isLong() || shortToo) {
                hidden = needle.hiddenIn(hidden);
            }
        }
        return hidden;
    }

    private static synchronized List<Needle> all() {
        // one may be a part of another
        return Stream.concat(NEEDLES.stream(), TOKENS.values().stream().flatMap(List::stream))
                .sorted(Comparator.comparing((Needle needle) -> needle.text().length())
                        .reversed())
                .toList();
    }

    private static List<Needle> needles(String secret) {
        if (secret.length() < SHORTEST) {
            return List.of();
        }
        Set<String> plain = new LinkedHashSet<>();
        plain.add(secret);
        plain.add(String.valueOf(JsonStringEncoder.getInstance().quoteAsString(secret)));
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        Stream.of(encoded, encoded.replace("+", "%20"), PercentCode.encode(secret))
                .forEach(form -> plain.addAll(List.of(form, smallEscapes(form))));
        plain.add(inHtml(secret));
        Set<String> encodings = new LinkedHashSet<>();
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int before = 0; before < 3; before++) {
            String core = core(bytes, before);
            encodings.add(core);
            encodings.add(core.replace('+', '-').replace('/', '_'));
        }
        boolean isLong = secret.length() >= LONG;
        return Stream.concat(
                        plain.stream().map(form -> new Needle(form, isLong)),
                        encodings.stream()
                                .filter(form -> form.length() > SHORTEST)
                                .map(form -> new Needle(form, true)))
                .toList();
    }

    /** What bytes always look like in base64 when so many others stand before them, whatever stands around them. */
    private static String core(byte[] bytes, int before) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = (8 * before + 5) / 6;
        return all.substring(from, Math.max(from, 8 * shifted.length / 6));
    }

    private static String smallEscapes(String encoded) {
        return Pattern.compile("%[0-9A-F]{2}")
                .matcher(encoded)
                .replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
    }

    private static String inHtml(String secret) {
        return secret.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
