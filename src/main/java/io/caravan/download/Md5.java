package io.caravan.download;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** MD5, which Swift's Etags are made of. */
final class Md5 {

    private Md5() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5, which Swift's Etags are made of", e);
        }
    }
}
