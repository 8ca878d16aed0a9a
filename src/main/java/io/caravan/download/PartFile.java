package io.caravan.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.files.DurableFiles;
import io.caravan.files.FileNames;
import io.caravan.swift.Md5;
import io.caravan.text.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * A file that fills as {@code <file>.part}, with a note of the object that it is to become in {@code <file>.part.json}
 * (of a name too long for that, as much as fits), and gets its name once all of it is there. One process at a time writes
 * to it.
 */
public final class PartFile implements Target {

    private static final ObjectMapper JSON = Json.MAPPER;
    private static final int BUFFER_BYTES = 128 << 10;
    private static final long LONGEST_NOTE = 64 << 10;

    /** The object that the file is to become. */
    record Note(String container, String object, String etag, long bytes) {

        static Note of(StoredObject object) {
            return new Note(object.container(), object.object(), object.etag(), object.bytes());
        }
    }

    private final Path file;
    private final boolean replace;
    private final FileChannel channel;

    private PartFile(Path file, boolean replace, FileChannel channel) {
        this.file = file;
        this.replace = replace;
        this.channel = channel;
    }

    /**
     * Opens the part of an earlier run, or a new one; a part of another object begins anew.
     *
     * @param replace whether a file of that name, or a part of unknown origin, may be replaced
     * @throws DownloadFailed when one of them is in the way, or another process writes to the part
     */
    public static PartFile open(Path file, StoredObject object, boolean replace) throws IOException {
        return open(file, Note.of(object), replace);
    }

    static PartFile open(Path file, Note wanted, boolean replace) throws IOException {
        refuseTaken(file, replace);
        Path part = part(file);
        if (Files.exists(part, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
            throw new DownloadFailed(part + " is in the way: it is no regular file");
        }
        FileChannel channel = FileChannel.open(
                part,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
        try {
            lock(channel, part);
            Optional<Note> noted = noted(file);
            if (noted.isEmpty() && channel.size() > 0 && !replace) {
                throw new DownloadFailed(
                        part + " is in the way: nothing tells what it is a part of; remove it, or give --force");
            }
            if (!noted.equals(Optional.of(wanted))) {
                channel.truncate(0);
                DurableFiles.writePrivate(note(file), JSON.writeValueAsBytes(wanted));
            }
            return new PartFile(file, replace, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void refuseTaken(Path file, boolean replace) throws DownloadFailed {
        if (Files.isDirectory(file)) {
            throw new DownloadFailed(file + " is a folder; name a file with -o");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new DownloadFailed(file + " is no regular file, and is left alone; -o - writes to standard output");
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !replace) {
            throw new DownloadFailed(file + " is there already; give --force to replace it, or another name with -o");
        }
    }

    private static void lock(FileChannel channel, Path part) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new DownloadFailed(part + " is being written by another process");
        }
    }

    private static Optional<Note> noted(Path file) throws IOException {
        Path note = note(file);
        if (!Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS) || Files.size(note) > LONGEST_NOTE) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readValue(note.toFile(), Note.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling(FileNames.fit(file.getFileName().toString(), ".part"));
    }

    private static Path note(Path file) {
        return file.resolveSibling(FileNames.fit(file.getFileName().toString(), ".part.json"));
    }

    @Override
    public boolean takesAnyOrder() {
        return true;
    }

    /**
     * Looks at what a piece's place holds. Pieces are written from their beginning, and what was never written reads as
     * zeros: what is there ends with the last byte that is none. Zeros behind it may be the piece's own; its MD5 tells.
     */
    @Override
    public long kept(long place, long bytes, MessageDigest digest) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long kept = 0;
        long read = 0;
        while (read < bytes) {
            buffer.clear().limit((int) Math.min(BUFFER_BYTES, bytes - read));
            int count = channel.read(buffer, place + read);
            if (count <= 0) {
                break;
            }
            int used = withoutZerosAtTheEnd(buffer.array(), count);
            if (used > 0) {
                Md5.addZeros(digest, read - kept);
                digest.update(buffer.array(), 0, used);
                kept = read + used;
            }
            read += count;
        }
        return kept;
    }

    private static int withoutZerosAtTheEnd(byte[] bytes, int count) {
        int end = count;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    @Override
    public void write(long place, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer, place + buffer.position());
        }
    }

    @Override
    public void complete(long bytes) throws IOException {
        channel.truncate(bytes);
        if (channel.size() < bytes) { // what is missing are zeros
            channel.write(ByteBuffer.allocate(1), bytes - 1);
        }
        channel.force(true);
        Path part = part(file);
        try {
            if (replace) {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                DurableFiles.move(part, file);
            }
        } catch (FileAlreadyExistsException e) {
            throw new DownloadFailed(
                    file + " has been made by someone else meanwhile; what was downloaded is " + part, e);
        }
        Files.deleteIfExists(note(file));
        DurableFiles.force(file.getParent());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
