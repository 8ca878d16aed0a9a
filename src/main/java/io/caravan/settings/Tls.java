package io.caravan.settings;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Whom to trust and who we are on an encrypted connection.
 *
 * @param authorities trusted instead of Java's own; empty: Java's own
 * @param client what is shown to a server that asks for a certificate
 * @param insecure whether any certificate of any host is taken
 */
public record Tls(List<X509Certificate> authorities, Optional<ClientCertificate> client, boolean insecure) {

    /** Java's own authorities, no certificate of ours. */
    public static final Tls USUAL = new Tls(List.of(), Optional.empty(), false);

    /**
     * A certificate with its key.
     *
     * @param chain ours first, then those that signed it
     */
    public record ClientCertificate(List<X509Certificate> chain, PrivateKey key) {

        @Override
        public String toString() {
            return "ClientCertificate[" + chain.get(0).getSubjectX500Principal().getName() + "]";
        }
    }

    @Override
    public String toString() {
        return "Tls[authorities=" + authorities.size() + ", client=" + client + ", insecure=" + insecure + "]";
    }
}
