package io.caravan.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What is wrong with an encrypted connection, in words; most of it no waiting would mend. */
final class TlsFailure {

    private TlsFailure() {}

    /** The same failure explained; a {@link SignInException} if only a person can mend it. */
    static IOException explained(String url, SSLException problem) {
        String text = String.valueOf(problem.getMessage());
        String said = " (" + text + ")";
        if (problem instanceof SSLPeerUnverifiedException || text.matches("No (subject alternative|name matching).*")) {
            return new SignInException(url + " shows a certificate of another host" + said);
        }
        Optional<CertificateExpiredException> expired = find(problem, CertificateExpiredException.class);
        if (expired.isPresent()) {
            return new SignInException(url + " shows a certificate that expired on " + date(expired.get())
                    + "; have it renewed, or see this machine's clock");
        }
        Optional<CertificateNotYetValidException> early = find(problem, CertificateNotYetValidException.class);
        if (early.isPresent()) {
            return new SignInException(url + " shows a certificate that is good only from " + date(early.get())
                    + " on; see this machine's clock");
        }
        if (has(problem, CertPathBuilderException.class) || has(problem, CertPathValidatorException.class)) {
            return new SignInException(url + " shows a certificate that is not trusted" + said
                    + "; caravan.cloud.cacert names a file with the authority that signed it");
        }
        if (has(problem, CertificateException.class)) {
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
        boolean cut = has(problem, EOFException.class) || has(problem, SocketException.class);
        return problem instanceof SSLHandshakeException && !cut
                ? new SignInException(url + ": no encrypted connection can be agreed upon" + said)
                : new IOException(
                        url + ": the encrypted connection was cut; does it speak TLS, or want a client certificate"
                                + " (caravan.cloud.cert)?" + said,
                        problem);
    }

    /** The date in {@code NotAfter: Tue Nov 24 08:00:00 UTC 2026}. */
    private static String date(CertificateException problem) {
        return String.valueOf(problem.getMessage()).replaceFirst("^Not\\w+: ", "");
    }

    private static boolean has(Throwable problem, Class<? extends Throwable> kind) {
        return find(problem, kind).isPresent();
    }

    private static <T extends Throwable> Optional<T> find(Throwable problem, Class<T> kind) {
        return Stream.iterate(problem, Objects::nonNull, Throwable::getCause)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }
}
