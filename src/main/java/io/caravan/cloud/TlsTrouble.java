package io.caravan.cloud;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What is wrong with an encrypted connection, in words; most of it no waiting would mend. */
final class TlsTrouble {

    private TlsTrouble() {}

    /** The same trouble explained; a {@link SignInException} if only a person can mend it. */
    static IOException explained(String url, SSLException trouble) {
        String text = String.valueOf(trouble.getMessage());
        String said = " (" + text + ")";
        if (trouble instanceof SSLPeerUnverifiedException || text.matches("No (subject alternative|name matching).*")) {
            return new SignInException(url + " shows a certificate of another host" + said);
        }
        if (has(trouble, CertPathBuilderException.class) || has(trouble, CertPathValidatorException.class)) {
            return new SignInException(url + " shows a certificate that is not trusted" + said
                    + "; caravan.cloud.cacert names a file with the authority that signed it");
        }
        if (has(trouble, CertificateException.class)) {
            return new SignInException(url + " shows a certificate that won't do" + said);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("certificate_required") || lower.contains("bad_certificate")) {
            return new SignInException(url + " wants another certificate of ours than it got" + said
                    + "; caravan.cloud.cert and caravan.cloud.key name it");
        }
        if (lower.contains("unsupported or unrecognized")) {
            return new SignInException(url + " does not speak TLS; is it http instead of https?" + said);
        }
        boolean cut = has(trouble, EOFException.class) || has(trouble, SocketException.class);
        return trouble instanceof SSLHandshakeException && !cut
                ? new SignInException(url + ": no encrypted connection can be agreed upon" + said)
                : new IOException(url + ": the encrypted connection was cut; does it speak TLS?" + said, trouble);
    }

    private static boolean has(Throwable trouble, Class<? extends Throwable> kind) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
