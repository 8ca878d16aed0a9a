package io.caravan.text;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many bytes a second are allowed at what time of the day: {@code 50MiB/s}, or {@code 08:00-18:00=20MiB/s,50MiB/s}.
 * The first part that holds counts; one without times holds all day. Where none does, there is no limit.
 *
 * @param spans none: never a limit
 */
public record Timetable(List<Span> spans) {

    /** Never a limit. */
    public static final Timetable UNLIMITED = new Timetable(List.of());

    /** Less is too little for requests to get through before the cloud gives them up. */
    public static final long LEAST = 64 << 10;

    private static final Pattern SPAN =
            Pattern.compile("(?:(\\d{1,2}):(\\d{2})-(\\d{1,2}):(\\d{2})=)?(.+)/s", Pattern.CASE_INSENSITIVE);
    private static final int HOURS = 24;
    private static final int MINUTES = 60;

    /**
     * A part of the day.
     *
     * @param from when it begins
     * @param to when it is over, on the next day if that is before the beginning; the same time means all day
     */
    public record Span(LocalTime from, LocalTime to, long bytesPerSecond) {

        boolean holds(LocalTime time) {
            boolean behind = !time.isBefore(from);
            boolean before = time.isBefore(to);
            return from.isBefore(to) ? behind && before : behind || before;
        }
    }

    /** What the text says; empty when it is no timetable. */
    public static Optional<Timetable> parse(String text) {
        List<Span> spans = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = SPAN.matcher(part.strip());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            OptionalLong rate = Quantities.bytes(matcher.group(5));
            boolean allDay = matcher.group(1) == null;
            Optional<LocalTime> from = allDay ? Optional.of(LocalTime.MIN) : time(matcher.group(1), matcher.group(2));
            Optional<LocalTime> to = allDay ? Optional.of(LocalTime.MIN) : time(matcher.group(3), matcher.group(4));
            if (rate.isEmpty() || rate.getAsLong() < LEAST || from.isEmpty() || to.isEmpty()) {
                return Optional.empty();
            }
            spans.add(new Span(from.get(), to.get(), rate.getAsLong()));
        }
        return Optional.of(new Timetable(List.copyOf(spans)));
    }

    /** 24:00 is midnight. */
    private static Optional<LocalTime> time(String hours, String minutes) {
        int hour = Integer.parseInt(hours);
        int minute = Integer.parseInt(minutes);
        boolean isTime = hour < HOURS && minute < MINUTES || hour == HOURS && minute == 0;
        return isTime ? Optional.of(LocalTime.of(hour % HOURS, minute)) : Optional.empty();
    }

    /** Bytes a second at that time; empty where there is no limit. */
    public OptionalLong at(LocalTime time) {
        return spans.stream()
                .filter(span -> span.holds(time))
                .mapToLong(Span::bytesPerSecond)
                .findFirst();
    }
}
