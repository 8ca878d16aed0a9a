package io.caravan;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time that goes by because it is what a test is about: a disturbance that lasts, a cloud that is slow. */
public final class Pause {

    private Pause() {}

    public static void of(long millis) {
        try {
            if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
