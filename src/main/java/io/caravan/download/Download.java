package io.caravan.download;

import io.caravan.http.OpenedBody;
import io.caravan.http.Retries;
import io.caravan.swift.Etags;
import io.caravan.swift.Md5;
import io.caravan.swift.SwiftAccount;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Fetches an object piece by piece, several at a time where the target takes them so. A broken connection goes on where it
 * broke; what an earlier run has left is kept as far as its pieces have the right MD5; nothing counts as there before its
 * MD5 was right.
 */
public final class Download {

    private static final int BUFFER_BYTES = 128 << 10;

    private final SwiftAccount account;
    private final StoredObject object;
    private final Target target;
    private final int parallel;
    private final Retries retries;
    private final LongConsumer progress;
    private final AtomicLong there = new AtomicLong();
    private final AtomicLong resumed = new AtomicLong();

    /**
     * @param parallel how many pieces are fetched at a time, at most
     * @param retries how often in a row a connection may break without a byte; what comes in between begins the count anew
     * @param progress is told how many bytes are there
     */
    public Download(
            SwiftAccount account,
            StoredObject object,
            Target target,
            int parallel,
            Retries retries,
            LongConsumer progress) {
        this.account = account;
        this.object = object;
        this.target = target;
        this.parallel = target.takesAnyOrder() ? parallel : 1;
        this.retries = retries;
        this.progress = progress;
    }

    /**
     * Fetches what is missing.
     *
     * @throws IOException when it can't; what is there stays for another run
     */
    public void run() throws IOException {
        Sum.Counter counter = new Sum.Counter();
        Pieces pieces = object.pieces();
        long place = 0;
        try (Lanes lanes = new Lanes(parallel)) {
            for (Optional<Piece> next = pieces.next(); next.isPresent(); next = pieces.next()) {
                Piece piece = next.get();
                long begin = place;
                lanes.run(() -> new Fetch(piece, begin, lanes).run());
                counter.add(piece);
                place += piece.bytes();
            }
            lanes.finish();
        }
        object.checkUnchanged(counter.sum());
        try {
            target.complete(place);
        } catch (DownloadFailed e) {
            throw e;
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** Bytes that were there from an earlier run. */
    public long resumedBytes() {
        return resumed.get();
    }

    private static DownloadFailed notWritten(IOException e) {
        return new DownloadFailed("what was downloaded can't be written: " + e, e);
    }

    /** One piece on its way. */
    private final class Fetch {

        private final Piece piece;
        private final long place;
        private final Lanes lanes;
        private final MessageDigest digest = Md5.digest();

        Fetch(Piece piece, long place, Lanes lanes) {
            this.piece = piece;
            this.place = place;
            this.lanes = lanes;
        }

        void run() throws IOException {
            long kept = target.kept(place, piece.bytes(), digest);
            if (kept > 0 && isRightWithZeros(kept)) {
                resumed.addAndGet(piece.bytes());
                advance(piece.bytes());
                return;
            }
            if (kept == piece.bytes()) {
                kept = 0;
                digest.reset();
            }
            resumed.addAndGet(kept);
            read(kept);
            if (isRight(digest)) {
                return;
            }
            if (!target.takesAnyOrder()) {
                throw wrong();
            }
            advance(-piece.bytes());
            read(0);
            if (!isRight(digest)) {
                throw wrong();
            }
        }

        /** Whether what is there is all of the piece, but for zeros at its end. */
        private boolean isRightWithZeros(long kept) {
            try {
                MessageDigest whole = (MessageDigest) digest.clone();
                Md5.addZeros(whole, piece.bytes() - kept);
                return isRight(whole);
            } catch (CloneNotSupportedException e) {
                return false; // then it is fetched
            }
        }

        /** Also resets the digest. */
        private boolean isRight(MessageDigest found) {
            return HexFormat.of().formatHex(found.digest()).equals(piece.md5());
        }

        private DownloadFailed wrong() {
            return new DownloadFailed(piece.label() + " came with bytes whose MD5 is not its Etag " + piece.md5()
                    + (target.takesAnyOrder() ? "; other pieces that are there are kept" : ""));
        }

        private void advance(long bytes) {
            progress.accept(there.addAndGet(bytes));
        }

        private void read(long from) throws IOException {
            long done = from;
            int tries = 0;
            byte[] buffer = new byte[BUFFER_BYTES];
            advance(from);
            while (done < piece.bytes()) {
                tries++;
                try (OpenedBody body = account.open(piece.container(), piece.object(), done)) {
                    lanes.watch(body);
                    try {
                        checkEtag(body);
                        InputStream in = body.stream();
                        while (done < piece.bytes()) {
                            int read = in.read(buffer, 0, (int) Math.min(buffer.length, piece.bytes() - done));
                            if (read < 0) {
                                throw new EOFException(
                                        piece.label() + " ended after " + done + " of " + piece.bytes() + " bytes");
                            }
                            digest.update(buffer, 0, read);
                            write(place + done, buffer, read);
                            done += read;
                            tries = 0;
                            advance(read);
                        }
                        if (in.read() >= 0) { // having seen the end, the connection is good for the next piece
                            throw new DownloadFailed(piece.label() + " goes on behind its " + piece.bytes() + " bytes");
                        }
                    } finally {
                        lanes.unwatch(body);
                    }
                } catch (DownloadFailed e) {
                    throw e;
                } catch (IOException e) {
                    lanes.checkRunning();
                    retries.pause(Math.max(1, tries), e);
                }
            }
        }

        private void checkEtag(OpenedBody body) throws DownloadFailed {
            String etag = body.header("Etag").map(Etags::bare).orElse("");
            if (!etag.equals(piece.md5())) {
                throw new DownloadFailed(piece.label() + " was changed while it was downloaded (its Etag is now " + etag
                        + "): give the same command again");
            }
        }

        private void write(long at, byte[] buffer, int length) throws DownloadFailed {
            try {
                target.write(at, buffer, length);
            } catch (IOException e) {
                throw notWritten(e);
            }
        }
    }
}
