package io.caravan.http;

import io.caravan.settings.Tls;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/** How connections are encrypted: whom we trust, and who we are. */
final class TlsConnections {

    private TlsConnections() {}

    /** As the settings have it. */
    static TlsSocketStrategy of(Tls tls) throws GeneralSecurityException, IOException {
        return tls.equals(Tls.USUAL) ? new UsualTls() : build(tls);
    }

    private static TlsSocketStrategy build(Tls tls) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(tls.client().isPresent() ? keys(tls.client().get()) : null, trust(tls), null);
        ClientTlsStrategyBuilder builder = ClientTlsStrategyBuilder.create().setSslContext(context);
        if (tls.insecure()) {
            builder.setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                    .setHostnameVerifier(NoopHostnameVerifier.INSTANCE);
        }
        return builder.buildClassic();
    }

    private static KeyManager[] keys(Tls.ClientCertificate client) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        char[] none = new char[0];
        store.setKeyEntry("client", client.key(), none, client.chain().toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, none);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trust(Tls tls) throws GeneralSecurityException, IOException {
        if (tls.insecure()) {
            return new TrustManager[] {new TrustAnyone()};
        }
        if (tls.authorities().isEmpty()) {
            return null;
        }
        KeyStore store = empty();
        int number = 0;
        for (X509Certificate authority : tls.authorities()) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** With Java's own certificates, which take a while to read: not before a connection needs them. */
    private static final class UsualTls implements TlsSocketStrategy {

        private TlsSocketStrategy made;

        @Override
        public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
                throws IOException {
            return strategy().upgrade(socket, target, port, attachment, context);
        }

        private synchronized TlsSocketStrategy strategy() throws IOException {
            if (made == null) {
                try {
                    made = build(Tls.USUAL);
                } catch (GeneralSecurityException e) {
                    throw new SSLException("Java's own certificates can't be used: " + e.getMessage(), e);
                }
            }
            return made;
        }
    }

    /** For {@code insecure}: every certificate is as good as any. */
    private static final class TrustAnyone extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
