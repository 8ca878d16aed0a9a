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
import java.util.function.LongConsumer;

/**
 * Fetches an object piece by piece. A broken connection goes on where it broke; what an earlier run has left is kept as
 * far as its pieces have the right MD5; nothing counts as there before its MD5 was right.
 */
public final class Download {

    private static final int BUFFER_BYTES = 128 << 10;

    private final SwiftAccount account;
    private final StoredObject object;
    private final Target target;
    private final Retries retries;
    private final LongConsumer progress;
    private long resumed;

    /**
     * @param retries how often in a row a connection may break without a byte; what comes in between begins the count anew
     * @param progress is told how many bytes are there
     */
    public Download(SwiftAccount account, StoredObject object, Target target, Retries retries, LongConsumer progress) {
        this.account = account;
        this.object = object;
        this.target = target;
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
        for (Optional<Piece> piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
            fetch(piece.get(), place);
            counter.add(piece.get());
            place += piece.get().bytes();
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
        return resumed;
    }

    private void fetch(Piece piece, long place) throws IOException {
        MessageDigest digest = Md5.digest();
        long kept = target.kept(place, piece.bytes(), digest);
        resumed += kept;
        if (kept == piece.bytes() && isRight(piece, digest)) {
            progress.accept(place + kept);
            return;
        }
        if (kept == piece.bytes()) {
            resumed -= kept;
            kept = 0;
            digest.reset();
            back(place);
        }
        read(piece, place, kept, digest);
        if (isRight(piece, digest)) {
            return;
        }
        if (!target.backTo(place)) {
            throw wrong(piece, place);
        }
        read(piece, place, 0, digest);
        if (!isRight(piece, digest)) {
            back(place);
            throw wrong(piece, place);
        }
    }

    /** Also resets the digest. */
    private static boolean isRight(Piece piece, MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).equals(piece.md5());
    }

    private static DownloadFailed wrong(Piece piece, long place) {
        return new DownloadFailed(piece.label() + " came with bytes whose MD5 is not its Etag " + piece.md5()
                + "; what is there is good up to byte " + place);
    }

    private void back(long place) throws IOException {
        try {
            target.backTo(place);
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private void read(Piece piece, long place, long from, MessageDigest digest) throws IOException {
        long done = from;
        int tries = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        progress.accept(place + done);
        while (done < piece.bytes()) {
            tries++;
            try (OpenedBody body = account.open(piece.container(), piece.object(), done)) {
                checkEtag(piece, body);
                InputStream in = body.stream();
                while (done < piece.bytes()) {
                    int read = in.read(buffer, 0, (int) Math.min(buffer.length, piece.bytes() - done));
                    if (read < 0) {
                        throw new EOFException(
                                piece.label() + " ended after " + done + " of " + piece.bytes() + " bytes");
                    }
                    digest.update(buffer, 0, read);
                    write(buffer, read);
                    done += read;
                    tries = 0;
                    progress.accept(place + done);
                }
                if (in.read() >= 0) { // having seen the end, the connection is good for the next piece
                    throw new DownloadFailed(piece.label() + " goes on behind its " + piece.bytes() + " bytes");
                }
            } catch (DownloadFailed e) {
                throw e;
            } catch (IOException e) {
                retries.pause(Math.max(1, tries), e);
            }
        }
    }

    private static void checkEtag(Piece piece, OpenedBody body) throws DownloadFailed {
        String etag = body.header("Etag").map(Etags::bare).orElse("");
        if (!etag.equals(piece.md5())) {
            throw new DownloadFailed(piece.label() + " was changed while it was downloaded (its Etag is now " + etag
                    + "): give the same command again");
        }
    }

    private void write(byte[] buffer, int length) throws DownloadFailed {
        try {
            target.write(buffer, length);
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private static DownloadFailed notWritten(IOException e) {
        return new DownloadFailed("what was downloaded can't be written: " + e, e);
    }
}
