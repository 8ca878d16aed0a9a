package io.caravan;

import io.caravan.cli.CommandRoot;

/** Where it all begins: {@code caravan <command>}. */
public final class Caravan {

    private Caravan() {}

    public static void main(String[] args) {
        System.exit(CommandRoot.run(args));
    }
}
