package io.caravan.http;

import io.caravan.text.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * How often a request that may be repeated is repeated after a failure that may pass.
 *
 * @param most how often at most
 * @param backoff the pauses in between
 */
public record Retries(int most, Backoff backoff) {

    /** One try only. */
    public static final Retries NONE = new Retries(0, new Backoff(Duration.ZERO, Duration.ZERO));

    private static final BiConsumer<IOException, Duration> UNSAID = (failure, pause) -> {};

    /** Whether a failure may pass by itself; an answer that was not wanted only with certain statuses. */
    public static boolean mayPass(IOException problem) {
        return problem instanceof ServiceRefusal refusal ? refusal.mayPass() : !(problem instanceof SignInException);
    }

    /** Something that may fail, and be done again. */
    public interface Call<T> {
        T answer() throws IOException;
    }

    /**
     * What a call returns, at the latest try that is made.
     *
     * @param beforePause is told of each failure that is followed by another try, and how long until then
     * @throws IOException when there is to be no other try
     */
    public <T> T call(Call<T> call, BiConsumer<IOException, Duration> beforePause) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return call.answer();
            } catch (IOException e) {
                pause(tries, e, beforePause);
            }
        }
    }

    /** The same, without a word of the failures in between. */
    public <T> T call(Call<T> call) throws IOException {
        return call(call, UNSAID);
    }

    /**
     * Pauses before another try.
     *
     * @param tries how many there were so far
     * @throws IOException the failure itself, when there is to be no other try
     */
    public void pause(int tries, IOException problem) throws IOException {
        pause(tries, problem, UNSAID);
    }

    private void pause(int tries, IOException problem, BiConsumer<IOException, Duration> beforePause)
            throws IOException {
        if (tries > most || !mayPass(problem)) {
            throw problem;
        }
        Duration pause = backoff.pause(tries);
        beforePause.accept(problem, pause);
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem;
        }
    }
}
