package io.caravan.swift;

import io.caravan.http.HttpAnswers;
import io.caravan.http.ServiceRefusal;
import io.caravan.http.Statuses;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cloud's limits, asked for before the first image is cut ({@code GET /info}). Nothing depends on an answer, and
 * whatever it is, the image goes on:
 *
 * <table>
 * <caption>What an answer means</caption>
 * <tr><th>answer</th><th>limits</th><th>asked again</th></tr>
 * <tr><td>200, in JSON, with {@code swift}</td><td>as told; what is missing, or no sensible number, as in a stock
 *     Swift</td><td>no</td></tr>
 * <tr><td>200, anything else: a proxy's greeting</td><td>stock</td><td>no</td></tr>
 * <tr><td>refused for good: 401, 403, 404, a redirection</td><td>stock</td><td>no</td></tr>
 * <tr><td>a status that may pass, no answer, half an answer</td><td>after the usual tries stock</td>
 *     <td>by a later job</td></tr>
 * </table>
 *
 * What the answers to other questions mean stands in {@code SwiftRequests}.
 */
public final class KnownLimits {

    private static final Logger LOG = LoggerFactory.getLogger(KnownLimits.class);
    private static final Duration BETWEEN_VAIN_QUESTIONS = Duration.ofMinutes(10);

    private volatile Optional<SwiftLimits> known = Optional.empty();
    private volatile Optional<Long> inVainNanos = Optional.empty();
    private volatile boolean withoutLimit;

    /** Whether they have to be asked for. */
    public boolean isUnknown() {
        return known.isEmpty()
                && inVainNanos
                        .map(when -> System.nanoTime() - when > BETWEEN_VAIN_QUESTIONS.toNanos())
                        .orElse(true);
    }

    /** Takes in that there was no answer to {@code GET /info}. */
    public void askedInVain(Throwable problem) {
        if (inVainNanos.isEmpty()) {
            LOG.warn(
                    "the cloud does not tell its limits now, stock Swift's are taken: {}",
                    LogText.clean(HttpAnswers.what(problem)));
        }
        inVainNanos = Optional.of(System.nanoTime());
    }

    /**
     * Takes in the answer to {@code GET /info}; a refusal means that the cloud says nothing of itself.
     *
     * @param status the answer's status; null when there was none
     * @throws ServiceRefusal when another try may have another answer
     */
    public void learn(Integer status, String body) throws ServiceRefusal {
        if (status == null) {
            return;
        }
        if (status != 200 && Statuses.mayPass(status)) {
            throw new ServiceRefusal("GET /info", status, null, HttpAnswers.words(body));
        }
        if (status != 200) {
            LOG.info("the cloud does not tell its limits (/info answered {}); stock Swift's are taken", status);
            known = Optional.of(SwiftLimits.UNTOLD);
            return;
        }
        try {
            SwiftLimits limits = SwiftLimits.parse(body == null ? "" : body);
            LOG.info("the cloud takes {}", words(limits));
            known = Optional.of(limits);
        } catch (IOException e) {
            LOG.warn("what the cloud tells of its limits in /info can't be read: {}", LogText.clean(e.getMessage()));
            known = Optional.of(SwiftLimits.UNTOLD);
        }
    }

    /** The limits; stock Swift's while they are unknown. */
    public SwiftLimits limits() {
        return known.orElse(SwiftLimits.UNTOLD);
    }

    /** How many entries of a listing to ask for at a time; empty to leave that to the cloud. */
    public Optional<Integer> page() {
        return withoutLimit ? Optional.empty() : Optional.of(limits().listingPage());
    }

    /** What is known of them, in words; empty while nothing is. */
    public String words() {
        return known.map(KnownLimits::words).orElse("");
    }

    private static String words(SwiftLimits limits) {
        return "objects of up to " + Quantities.readable(limits.maxFileSize())
                + limits.slo()
                        .map(slo -> ", static large objects of up to " + slo.maxSegments() + " segments")
                        .orElse(", no static large objects");
    }

    /** Takes in that the cloud refuses as many. */
    public void listWithoutLimit() {
        LOG.info(
                "the cloud refuses listings of {} entries at a time; they are asked for without a number",
                limits().listingPage());
        withoutLimit = true;
    }
}
