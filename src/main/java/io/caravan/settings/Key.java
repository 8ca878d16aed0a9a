package io.caravan.settings;

import io.caravan.text.HttpUrl;
import io.caravan.text.Quantities;
import io.caravan.text.Timetable;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One setting, as {@link Keys} declares it.
 *
 * @param name {@code caravan.segment.size}
 * @param byDefault what holds where nothing is set, in the form in which it would be set; empty where nothing does
 * @param derived what holds then, in words, where that is no fixed value; else empty
 * @param kind what it may be
 * @param meaning what it is for, in Markdown, for the page of settings and the properties file
 */
record Key<T>(String name, String byDefault, String derived, Kind<T> kind, String meaning) {

    /** Who may see a value. */
    enum Sight {
        /** Routes may refer to it by {@code {{name}}}. */
        ALL,
        /** It leads to a secret or holds one within: no placeholder ever sees it. */
        HIDDEN,
        /** It is a secret: taken as it is, blanks and all, and shown nowhere. */
        SECRET
    }

    /**
     * What a value may be.
     *
     * @param allowed in words, for whoever wrote something else
     * @param parse empty for what is not allowed
     * @param shown what of a wrong value may stand in a message
     */
    record Kind<T>(String allowed, Function<String, Optional<T>> parse, UnaryOperator<String> shown, Sight sight) {

        /** Whatever reads a time may count milliseconds in an int: 24 days would be too many. */
        private static final Duration LONGEST_TIME = Duration.ofDays(20);

        static final Kind<String> TEXT = of("any text", Optional::of);
        static final Kind<String> HIDDEN_TEXT =
                new Kind<>("any text", Optional::of, UnaryOperator.identity(), Sight.HIDDEN);
        static final Kind<String> SECRET = new Kind<>("any text", Optional::of, any -> "…", Sight.SECRET);
        static final Kind<URI> URL = new Kind<>(HttpUrl.ALLOWED, HttpUrl::of, HttpUrl::shown, Sight.ALL);
        static final Kind<Path> FOLDER = of("a folder's path", Kind::path);
        static final Kind<Boolean> YES_OR_NO = of("true or false", Kind::yesOrNo);

        /** A time, none at all included. */
        static final Kind<Duration> TIME = time("", Duration.ZERO);

        /** How long something is kept: as many days as people count. */
        static final Kind<Duration> KEPT = of("a time such as 12h or 30d, at least 1m, at most 3650d", value -> {
            try {
                return Optional.of(Quantities.time(value))
                        .filter(time -> time.compareTo(Duration.ofMinutes(1)) >= 0
                                && time.compareTo(Duration.ofDays(3650)) <= 0);
            } catch (IllegalArgumentException | ArithmeticException e) {
                return Optional.empty();
            }
        });

        /** A time that is more than none. */
        static final Kind<Duration> LENGTH_OF_TIME = time(", more than none", Duration.ofMillis(1));

        private static <T> Kind<T> of(String allowed, Function<String, Optional<T>> parse) {
            return new Kind<>(allowed, parse, UnaryOperator.identity(), Sight.ALL);
        }

        private static Kind<Duration> time(String more, Duration least) {
            return of("a time such as 500ms, 30s, 5m, 36h" + more + ", at most 20d", value -> {
                try {
                    return Optional.of(Quantities.time(value))
                            .filter(time -> time.compareTo(least) >= 0 && time.compareTo(LONGEST_TIME) <= 0);
                } catch (IllegalArgumentException | ArithmeticException e) {
                    return Optional.empty();
                }
            });
        }

        static Kind<Long> size(long most) {
            return of(
                    "a size such as 1000MiB, 1GiB or bytes, from 1 to " + Quantities.readable(most),
                    value -> Quantities.bytes(value).stream()
                            .boxed()
                            .filter(bytes -> bytes >= 1 && bytes <= most)
                            .findFirst());
        }

        /** Bytes a second, at all times or by the time of the day. */
        static final Kind<Timetable> TIMETABLE = of(
                "a rate of at least " + Quantities.readable(Timetable.LEAST)
                        + "/s such as 50MiB/s, or such as 08:00-18:00=20MiB/s,50MiB/s",
                Timetable::parse);

        static Kind<Integer> number(int least, int most) {
            return of("a whole number from " + least + " to " + most, value -> {
                try {
                    return Optional.of(Integer.parseInt(value)).filter(number -> number >= least && number <= most);
                } catch (NumberFormatException e) {
                    return Optional.empty();
                }
            });
        }

        /** One of these, in small letters, with hyphens. */
        static <E extends Enum<E>> Kind<E> oneOf(List<E> all) {
            return of(
                    "one of " + all.stream().map(Kind::word).collect(Collectors.joining(", ")),
                    text -> all.stream()
                            .filter(value -> word(value).equals(text))
                            .findFirst());
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static Optional<Boolean> yesOrNo(String value) {
            return Stream.of(true, false)
                    .filter(answer -> String.valueOf(answer).equals(value))
                    .findFirst();
        }

        private static Optional<Path> path(String value) {
            try {
                return Optional.of(Path.of(value));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }
    }

    /** A setting with a default. */
    static <T> Key<T> of(String name, String byDefault, Kind<T> kind, String meaning) {
        return new Key<>(name, byDefault, "", kind, meaning);
    }

    /** A setting that may be missing, with what holds then in words; empty where nothing does. */
    static <T> Key<T> optional(String name, String derived, Kind<T> kind, String meaning) {
        return new Key<>(name, "", derived, kind, meaning);
    }

    boolean isVisible() {
        return kind.sight() == Sight.ALL;
    }

    @Override
    public String toString() {
        return name;
    }
}
