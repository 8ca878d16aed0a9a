package io.caravan.swift;

import java.io.IOException;

/** A manifest that Swift keeps and that leads nowhere. */
public final class BadManifest extends IOException {

    private static final long serialVersionUID = 1L;

    BadManifest(String message) {
        super(message);
    }
}
