package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.ByteSink;
import io.caravan.sandbox.http.Hashes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.UUID;

/** Bytes on their way to be an object: written to a temporary file, which is gone after {@link #close} unless kept. */
final class Upload implements ByteSink, Closeable {
    private final Path part;
    private final FileChannel channel;
    private final MessageDigest digest = Hashes.md5();
    private long bytes;
    private String md5 = "";

    private Upload(Path part, FileChannel channel) {
        this.part = part;
        this.channel = channel;
    }

    static Upload begin(Path folder) throws IOException {
        Path part = folder.resolve(UUID.randomUUID() + ObjectVault.PART);
        return new Upload(part, FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        bytes += chunk.remaining();
        digest.update(chunk.duplicate());
        while (chunk.hasRemaining()) {
            channel.write(chunk);
        }
    }

    long bytes() {
        return bytes;
    }

    /** MD5 of all that was written, in hex. */
    String md5() {
        if (md5.isEmpty()) {
            md5 = Hashes.hex(digest.digest());
        }
        return md5;
    }

    /** Moves the file to its lasting place. */
    void keep(Path place) throws IOException {
        channel.close();
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
