package io.caravan.inspect;

import java.util.Arrays;
import java.util.Random;

/** Images with a few bytes changed, most of them where the format says something, and cut now and then. */
final class Mutations {

    private static final byte[] TELLING = {0, 1, 2, -1, 0x7f, (byte) 0x80, 0x10, (byte) 0xfe};

    private Mutations() {}

    static byte[] of(byte[] image, Random random) {
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            int place = place(image.length, random);
            int length = Math.min(1 + random.nextInt(8), image.length - place);
            for (int k = 0; k < length; k++) {
                image[place + k] =
                        random.nextBoolean() ? TELLING[random.nextInt(TELLING.length)] : (byte) random.nextInt(256);
            }
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(image, random.nextInt(image.length + 1)) : image;
    }

    /** In the header, in a table, at the end, or anywhere. */
    private static int place(int length, Random random) {
        int wanted = switch (random.nextInt(5)) {
            case 0, 1 -> random.nextInt(600);
            case 2 -> (1 + random.nextInt(64)) * 32 * 1024 + random.nextInt(128);
            case 3 -> length - 1 - random.nextInt(1024);
            default -> random.nextInt(length);
        };
        return Math.floorMod(wanted, length);
    }
}
