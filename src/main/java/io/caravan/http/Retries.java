package io.caravan.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How often a request that may be repeated is repeated after trouble that may pass.
 *
 * @param most how often at most
 * @param first the first pause; each further one is twice as long
 * @param longest the longest pause
 */
public record Retries(int most, Duration first, Duration longest) {

    /** One try only. */
    public static final Retries NONE = new Retries(0, Duration.ZERO, Duration.ZERO);

    /** Whether trouble may pass by itself; an answer that was not wanted only with certain statuses. */
    public static boolean mayPass(IOException trouble) {
        return trouble instanceof ServiceRefusal refusal ? refusal.mayPass() : !(trouble instanceof SignInException);
    }

    /**
     * Pauses before another try.
     *
     * @param tries how many there were so far
     * @throws IOException the trouble itself, when there is to be no other try
     */
    public void pause(int tries, IOException trouble) throws IOException {
        if (tries > most || !mayPass(trouble)) {
            throw trouble;
        }
        long doubled = first.toMillis() << Math.min(tries - 1, 20);
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(doubled, longest.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw trouble;
        }
    }
}
