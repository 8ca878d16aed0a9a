package io.caravan.upload.region;

import io.caravan.http.Revocable;
import io.caravan.swift.Md5;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A region of a file as the body of a request: read where it lies, with an exact length, repeatable, hashed while it is
 * written. It holds one small buffer and opens the file for each write, so any number of regions of one file can be on
 * their way at the same time.
 */
public final class FileRegionEntity extends AbstractHttpEntity implements Revocable {

    /** What swiftclient gives its segments, and looks for. */
    private static final ContentType SEGMENT = ContentType.create("application/swiftclient-segment");

    private static final int BUFFER_BYTES = 128 << 10;

    private final Path file;
    private final long offset;
    private final long length;
    private final SendingProgress progress;
    private volatile String md5 = "";

    /**
     * A region of a file.
     *
     * @param segment whether it is one piece of many
     */
    public FileRegionEntity(Path file, long offset, long length, boolean segment, SendingProgress progress) {
        super(segment ? SEGMENT : ContentType.APPLICATION_OCTET_STREAM, null, false);
        this.file = file;
        this.offset = offset;
        this.length = length;
        this.progress = progress;
    }

    /** The MD5 of the region as it was last written, in lower-case hex; empty before. */
    public String md5() {
        return md5;
    }

    /** Reads the region without sending it: what its MD5 would be. That of zeros is known without reading holes. */
    public String hash() throws IOException {
        if (isZero()) {
            progress.restarted();
            progress.advanced(length);
            md5 = Zeros.md5(length);
            return md5;
        }
        writeTo(OutputStream.nullOutputStream());
        return md5;
    }

    /** Whether it holds nothing but zeros: of one that holds anything else, little more is read than what comes before that. */
    public boolean isZero() throws IOException {
        try (ZeroScan scan = new ZeroScan(file)) {
            return length > 0 && scan.isZero(offset, length, progress);
        } catch (IOException e) {
            throw e instanceof UploadStoppedException ? e : new IOException("the image can't be read now: " + e, e);
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        MessageDigest digest = Md5.digest();
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, length))];
        progress.restarted();
        try (FileChannel channel = open()) {
            long done = 0;
            while (done < length) {
                if (progress.stopped()) {
                    throw new UploadStoppedException();
                }
                int read =
                        read(channel, ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, length - done)), done);
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
                done += read;
                progress.advanced(read);
            }
        }
        md5 = HexFormat.of().formatHex(digest.digest());
    }

    /** What keeps a file from being opened or read may pass: too many open files, a folder that is away. */
    private FileChannel open() throws IOException {
        try {
            return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new IOException("the image can't be opened now: " + e, e);
        }
    }

    private int read(FileChannel channel, ByteBuffer buffer, long done) throws IOException {
        int read;
        try {
            read = channel.read(buffer, offset + done);
        } catch (IOException e) {
            throw new IOException("the image can't be read now at byte " + (offset + done) + ": " + e.getMessage(), e);
        }
        if (read < 0) {
            throw new ImageFileException(
                    "the file became shorter: it ends at byte " + (offset + done), new EOFException());
        }
        return read;
    }

    @Override
    public InputStream getContent() throws IOException {
        FileChannel channel = open();
        channel.position(offset);
        return new FilterInputStream(Channels.newInputStream(channel)) {
            private long left = length;

            @Override
            public int read() throws IOException {
                int next = left > 0 ? super.read() : -1;
                left -= next < 0 ? 0 : 1;
                return next;
            }

            @Override
            public int read(byte[] bytes, int from, int most) throws IOException {
                int count = left > 0 ? super.read(bytes, from, (int) Math.min(most, left)) : -1;
                left -= Math.max(0, count);
                return count;
            }
        };
    }

    @Override
    public boolean isRevoked() {
        return progress.calledOff();
    }

    @Override
    public IOException revocation() {
        return new UploadStoppedException();
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public void close() {
        // nothing is open between writes
    }
}
