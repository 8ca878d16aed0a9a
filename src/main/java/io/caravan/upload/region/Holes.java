package io.caravan.upload.region;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a file has data, as Linux tells it: {@code lseek(2)} with {@code SEEK_DATA}. Java's own classes have no such call.
 * From Java 22 on its foreign-function interface reaches it; it is used by reflection here, since Caravan is built for Java
 * 17. Wherever it can't be had, nothing is known.
 */
final class Holes {

    private static final int READ_ONLY_NOFOLLOW = 0x20000;
    private static final int READ_ONLY_NOFOLLOW_ARM = 0x8000;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private static final Optional<Holes> HERE = find();

    private final MethodHandle open;
    private final MethodHandle seek;
    private final MethodHandle close;
    private final Method arena;
    private final Method text;

    private Holes(MethodHandle open, MethodHandle seek, MethodHandle close, Method arena, Method text) {
        this.open = open;
        this.seek = seek;
        this.close = close;
        this.arena = arena;
        this.text = text;
    }

    /** Where the next data is, from there on; at the file's end or behind it, if there is none. Empty if that isn't known. */
    static OptionalLong nextData(Path file, long from) {
        return HERE.isPresent() ? HERE.get().ask(file, from) : OptionalLong.empty();
    }

    private OptionalLong ask(Path file, long from) {
        try (AutoCloseable memory = (AutoCloseable) arena.invoke(null)) {
            int flags = System.getProperty("os.arch").equals("aarch64") ? READ_ONLY_NOFOLLOW_ARM : READ_ONLY_NOFOLLOW;
            int descriptor = (int) open.invokeWithArguments(
                    text.invoke(memory, file.toAbsolutePath().toString()), flags);
            if (descriptor < 0) {
                return OptionalLong.empty();
            }
            try {
                long data = (long) seek.invokeWithArguments(descriptor, from, SEEK_DATA);
                if (data >= from) {
                    return OptionalLong.of(data);
                }
                // none: or not known, and then it is no hole either
                return (long) seek.invokeWithArguments(descriptor, from, SEEK_HOLE) == from
                        ? OptionalLong.of(Long.MAX_VALUE)
                        : OptionalLong.empty();
            } finally {
                close.invokeWithArguments(descriptor);
            }
        } catch (Throwable e) { // whatever reflection and foreign functions may come up with
            return OptionalLong.empty();
        }
    }

    private static Optional<Holes> find() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        try {
            Object numbers = layout("JAVA_INT");
            Object longs = layout("JAVA_LONG");
            Object address = layout("ADDRESS");
            return Optional.of(new Holes(
                    function("open", numbers, address, numbers),
                    function("lseek", longs, numbers, longs, numbers),
                    function("close", numbers, numbers),
                    type("Arena").getMethod("ofConfined"),
                    type("SegmentAllocator").getMethod("allocateFrom", String.class)));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName("java.lang.foreign." + name);
    }

    private static Object layout(String name) throws ReflectiveOperationException {
        return type("ValueLayout").getField(name).get(null);
    }

    private static MethodHandle function(String name, Object result, Object... arguments)
            throws ReflectiveOperationException {
        Class<?> linker = type("Linker");
        Class<?> description = type("FunctionDescriptor");
        Class<?> layouts = type("MemoryLayout").arrayType();
        Object own = linker.getMethod("nativeLinker").invoke(null);
        Object library = linker.getMethod("defaultLookup").invoke(own);
        Optional<?> symbol = (Optional<?>)
                type("SymbolLookup").getMethod("find", String.class).invoke(library, name);
        Object given = Array.newInstance(type("MemoryLayout"), arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            Array.set(given, i, arguments[i]);
        }
        Object shape =
                description.getMethod("of", type("MemoryLayout"), layouts).invoke(null, result, given);
        Class<?> options = type("Linker$Option").arrayType();
        return (MethodHandle) linker.getMethod("downcallHandle", type("MemorySegment"), description, options)
                .invoke(own, symbol.orElseThrow(), shape, Array.newInstance(type("Linker$Option"), 0));
    }
}
