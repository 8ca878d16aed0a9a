package io.caravan.sandbox.http;

import io.caravan.sandbox.Sandbox;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Something that goes wrong with a request, on purpose; see {@link Sandbox#inject}. Always, unless limited by {@link #times}. */
public sealed interface Fault {
    /** This fault, for the first {@code count} matching requests only. */
    default Fault times(int count) {
        return new Times(this, count);
    }

    /**
     * Answers at once: the body is not read before, and nothing is done.
     *
     * @param headers further headers, {@code Retry-After} for example
     */
    record Answer(int status, Map<String, String> headers, String contentType, String body) implements Fault {
        public Answer {
            headers = Map.copyOf(headers);
            Objects.requireNonNull(contentType, "contentType");
            Objects.requireNonNull(body, "body");
        }

        /** An answer with a plain text body and no further headers. */
        public Answer(int status, String body) {
            this(status, Map.of(), "text/plain", body);
        }
    }

    /** Answers 200 with a body that is no JSON; nothing is done. */
    record Garbage() implements Fault {}

    /** Does the work, whose effect stays, and then closes the connection without an answer. */
    record AnswerLate() implements Fault {}

    /**
     * Closes the connection once this many bytes of the body have come, at the latest at its end; nothing is stored.
     * A request whose body is not read is not touched.
     */
    record HangUp(long afterBytes) implements Fault {}

    /** Does the work and answers with an Etag that is wrong. */
    record WrongEtag() implements Fault {}

    /** Reads the body's first bytes and then no more, until released or the sandbox closes. */
    final class StallReading implements Fault {
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean met;

        /** True once a request has been held. */
        public boolean isMet() {
            return met;
        }

        /** Lets all requests held by this fault go on. */
        public void release() {
            released.countDown();
        }

        void hold() throws InterruptedException {
            met = true;
            released.await();
        }
    }

    /**
     * Stores the object, but listings and the sums of large objects go on showing what stood there before until the
     * release: what a Swift container server does that is late.
     */
    final class HiddenFromListing implements Fault {
        private volatile boolean hidden = true;

        /** Lets all objects stored under this fault appear. */
        public void release() {
            hidden = false;
        }

        public boolean hides() {
            return hidden;
        }
    }

    /**
     * Refuses the manifest of a static large object for one of its segments, whatever that is.
     *
     * @param index of the segment, from 0
     * @param words what is said to be wrong with it: {@code Etag Mismatch}, {@code 404 Not Found}
     */
    record RefusedSegment(int index, String words) implements Fault {
        public RefusedSegment {
            Objects.requireNonNull(words, "words");
        }
    }

    /**
     * Takes its time to look at the segments of a manifest that is put with heartbeat: the answer has begun, and grows
     * by a blank ten times a second until the release.
     */
    final class SlowManifest implements Fault {
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean met;

        /** True once a request has been held. */
        public boolean isMet() {
            return met;
        }

        /** Lets all requests held by this fault go on. */
        public void release() {
            released.countDown();
        }

        /** Waits for the next blank; true if none shall follow. */
        public boolean isOver() {
            met = true;
            try {
                return released.await(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
    }

    /** Another fault, for {@code count} requests. */
    record Times(Fault fault, int count) implements Fault {
        public Times {
            if (count < 1 || fault instanceof Times) {
                throw new IllegalArgumentException("a fault is limited once, to one request or more, not " + count);
            }
        }
    }
}
