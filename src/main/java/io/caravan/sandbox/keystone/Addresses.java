package io.caravan.sandbox.keystone;

import java.net.URI;

/** Where the services of a sandbox on this port are. The ids are fixed, so that they stay the same over restarts. */
public record Addresses(int port) {
    public static final String PROJECT_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee01";
    static final String USER_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee02";
    static final String DOMAIN_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee03";
    static final String READER_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee04";
    static final String BYSTANDER_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee05";
    static final String CREDENTIAL_ID = "5ab0c0ffee5ab0c0ffee5ab0c0ffee06";
    public static final String ACCOUNT = "AUTH_" + PROJECT_ID;

    public URI identity() {
        return at("/identity/v3");
    }

    public URI objectStore() {
        return at("/object/v1/" + ACCOUNT);
    }

    public URI imageImport() {
        return at("/vmimport");
    }

    public URI portal() {
        return at("/portal");
    }

    public URI image() {
        return at("/image");
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
