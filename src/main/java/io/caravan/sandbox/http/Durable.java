package io.caravan.sandbox.http;

import io.caravan.sandbox.swift.ObjectVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small files that are either the old or the new ones, whenever the process is killed. */
public final class Durable {
    private Durable() {}

    public static void write(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ObjectVault.PART);
        Files.deleteIfExists(part); // of a write that was cut short
        Files.write(part, content, StandardOpenOption.CREATE_NEW);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
