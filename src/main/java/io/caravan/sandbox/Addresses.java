package io.caravan.sandbox;

import java.net.URI;

/** Where the services of a sandbox on this port are. The ids are fixed, so that they stay the same over restarts. */
record Addresses(int port) {
    static final String PROJECT_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee01";
    static final String USER_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee02";
    static final String DOMAIN_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee03";
    static final String READER_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee04";
    static final String BYSTANDER_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee05";
    static final String CREDENTIAL_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee06";
    static final String ACCOUNT = "AUTH_" + PROJECT_ID;

    URI identity() {
        return at("/identity/v3");
    }

    URI objectStore() {
        return at("/object/v1/" + ACCOUNT);
    }

    URI imageImport() {
        return at("/vmimport");
    }

    URI portal() {
        return at("/portal");
    }

    URI image() {
        return at("/image");
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
