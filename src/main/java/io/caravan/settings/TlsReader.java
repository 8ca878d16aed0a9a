package io.caravan.settings;

import io.caravan.files.Pem;
import io.caravan.settings.CloudValues.Found;
import io.caravan.settings.CloudValues.Layer;
import io.caravan.settings.CloudValues.Name;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Reads whom to trust, and what to show to whoever asks who we are. */
final class TlsReader {

    private final SettingValues settings;
    private final SettingsSource source;
    private final CloudValues values;

    TlsReader(SettingValues settings, SettingsSource source, CloudValues values) {
        this.settings = settings;
        this.source = source;
        this.values = values;
    }

    Tls tls() {
        boolean insecure = isInsecure();
        Optional<Found> cacert = insecure ? Optional.empty() : values.first(Name.CACERT);
        Optional<Tls.ClientCertificate> client = clientCertificate();
        List<X509Certificate> authorities =
                cacert.flatMap(file -> read(file, Pem::certificates)).orElse(List.of());
        return new Tls(authorities, client, insecure);
    }

    /** As the strongest place says that speaks of it; authorities named there mean that certificates are checked. */
    private boolean isInsecure() {
        for (Layer layer : Layer.values()) {
            Optional<Found> said = values.either(layer, Name.INSECURE, Name.VERIFY);
            if (said.isPresent() || values.in(layer, Name.CACERT).isPresent()) {
                return said.filter(this::isInsecure).isPresent();
            }
        }
        return false;
    }

    private boolean isInsecure(Found found) {
        boolean yes = found.value().matches("(?i)true|yes|on|1");
        if (!yes && !found.value().matches("(?i)false|no|off|0")) {
            settings.problem(found.shown() + ": true or false");
        }
        return yes == (found.name() == Name.INSECURE);
    }

    private Optional<Tls.ClientCertificate> clientCertificate() {
        Optional<Found> cert = values.first(Name.CERT);
        Optional<Found> key = cert.isPresent() ? values.in(cert.get().layer(), Name.KEY) : values.first(Name.KEY);
        if (cert.isEmpty()) {
            key.ifPresent(file ->
                    settings.problem(file.shown() + ": there is a key, but no certificate (caravan.cloud.cert)"));
            return Optional.empty();
        }
        Optional<List<X509Certificate>> chain = read(cert.get(), Pem::chain);
        // a file may hold both
        Optional<PrivateKey> secret = read(key.orElse(cert.get()), Pem::key);
        if (chain.isPresent()
                && secret.isPresent()
                && !Pem.belongTogether(secret.get(), chain.get().get(0).getPublicKey())) {
            settings.problem(key.orElse(cert.get()).shown() + ": this key does not belong to the first certificate of "
                    + cert.get().value());
            return Optional.empty();
        }
        return chain.flatMap(certificates -> secret.map(own -> new Tls.ClientCertificate(certificates, own)));
    }

    private interface Content<T> {
        T of(Pem pem) throws IOException;
    }

    private <T> Optional<T> read(Found file, Content<T> content) {
        try {
            String home = source.foreign().getOrDefault("HOME", System.getProperty("user.home"));
            Path path =
                    Path.of(file.value().startsWith("~/") ? home + file.value().substring(1) : file.value());
            return Optional.of(content.of(
                    Pem.read(file.layer() == Layer.OWN ? path : source.caller().resolve(path))));
        } catch (IOException | InvalidPathException e) {
            settings.problem(file.shown() + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
