package io.caravan.upload;

import io.caravan.text.PercentCode;
import io.caravan.upload.region.FileRegionEntity;
import io.caravan.upload.region.SendingProgress;
import java.nio.file.Path;

/** One piece of an image on its way: which upload it belongs to, and which bytes it holds. */
public final class Segment implements SendingProgress {

    private final UploadRun run;
    private final int index;
    private long sent;

    Segment(UploadRun run, int index) {
        this.run = run;
        this.index = index;
    }

    UploadRun run() {
        return run;
    }

    int index() {
        return index;
    }

    /** The name of the piece in its container. */
    public String getName() {
        return run.plan().name(index);
    }

    /** Its path below the account. */
    String path() {
        return PercentCode.path(run.plan().pieceContainer(), getName());
    }

    /** Tells the upload apart from any other, earlier tries of the same image included. */
    public String getRunKey() {
        return run.key();
    }

    /** Whether it needn't be tried: the upload has been given up, or the daemon is stopping. */
    public boolean isUnwanted() {
        return run.stopped();
    }

    /** Whether a piece of that name and size lay in the container when the upload began. */
    public boolean isListed() {
        return run.listedEtag(index).isPresent();
    }

    /** The Etag that Swift is to take it with only, without quotes; empty where it takes the place of nothing. */
    String expectedEtag() {
        return run.expectedEtag();
    }

    /** Its bytes, as a request's body. */
    public FileRegionEntity getBody() {
        return new FileRegionEntity(
                run.file(), run.plan().offset(index), length(), run.plan().segmented(), this);
    }

    Path file() {
        return run.file();
    }

    long length() {
        return run.plan().length(index);
    }

    /** It is tried once more. */
    public void goesAgain() {
        run.is(index, UploadRun.SegmentState.AGAIN);
    }

    @Override
    public void restarted() {
        run.sent(-sent);
        sent = 0;
        run.begins(index);
    }

    @Override
    public void advanced(long bytes) {
        run.sent(bytes);
        sent += bytes;
    }

    @Override
    public boolean stopped() {
        return run.stopped();
    }

    @Override
    public boolean calledOff() {
        return run.isCalledOff();
    }
}
