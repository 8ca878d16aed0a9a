package io.caravan.files;

import io.caravan.text.Quantities;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys out of PEM files, as OpenSSL writes them. Every message is about the file's content. */
public final class Pem {

    private static final int LARGEST = 4 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s(.*?)-----END \\1-----", Pattern.DOTALL);

    /** {@code INTEGER 0, SEQUENCE { OID rsaEncryption, NULL }}: what PKCS#8 puts before a traditional RSA key. */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int EC_PARAMETERS = 0xa0;

    private record Block(String label, String body) {

        byte[] bytes() throws IOException {
            try {
                return Base64.getMimeDecoder().decode(body);
            } catch (IllegalArgumentException e) {
                throw new IOException("its " + label + " is broken: " + e.getMessage(), e);
            }
        }
    }

    private final List<Block> blocks = new ArrayList<>();

    private Pem(String text) {
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
    }

    /** @throws IOException when the file can't be read or is too large to be one */
    public static Pem read(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IOException(
                    Files.isDirectory(file)
                            ? "is a folder; one file with all certificates is needed"
                            : Files.exists(file) ? "may not be read" : "is not there");
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException("is larger than " + Quantities.readable(LARGEST) + ", so it is no PEM file");
        }
        return new Pem(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /** @throws IOException when there is none, or a broken one */
    public List<X509Certificate> certificates() throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks) {
                if (block.label().equals("CERTIFICATE") || block.label().equals("TRUSTED CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
                }
            }
        } catch (CertificateException e) {
            throw new IOException("its certificate number " + (certificates.size() + 1) + " can't be read", e);
        }
        if (certificates.isEmpty()) {
            throw new IOException("holds no certificate (-----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    /**
     * The first certificate, and behind it those of the others that lead on from it, each to whoever signed the one before.
     *
     * @throws IOException when there is none, or a broken one
     */
    public List<X509Certificate> chain() throws IOException {
        List<X509Certificate> others = certificates();
        List<X509Certificate> chain = new ArrayList<>();
        Optional<X509Certificate> next = Optional.of(others.get(0));
        while (next.isPresent()) {
            X509Certificate last = next.get();
            chain.add(last);
            others.removeIf(other -> other.getSubjectX500Principal().equals(last.getSubjectX500Principal()));
            next = others.stream()
                    .filter(other -> other.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .findFirst();
        }
        return chain;
    }

    /** @throws IOException when there is none, or one that is encrypted or of an unknown kind */
    public PrivateKey key() throws IOException {
        Optional<Block> found = blocks.stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .findFirst();
        Block block = found.orElseThrow(() -> new IOException("holds no private key (-----BEGIN PRIVATE KEY-----)"));
        if (block.label().startsWith("ENCRYPTED") || block.body().contains("ENCRYPTED")) {
            throw new IOException("its private key is encrypted, and there is nobody to ask for its password;"
                    + " decrypt it (openssl pkey -in … -out …) and guard the file by its permissions");
        }
        return switch (block.label()) {
            case "PRIVATE KEY" -> decoded(block.bytes());
            case "RSA PRIVATE KEY" -> decoded(tagged(SEQUENCE, RSA, tagged(OCTET_STRING, block.bytes())));
            case "EC PRIVATE KEY" -> decoded(ec(block.bytes()));
            default ->
                throw new IOException("its " + block.label() + " is of a kind that is not known;"
                        + " there are PRIVATE KEY, RSA PRIVATE KEY and EC PRIVATE KEY");
        };
    }

    private static PrivateKey decoded(byte[] pkcs8) throws IOException {
        for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // of another kind
            } catch (GeneralSecurityException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        throw new IOException("its private key can't be read, or is neither RSA, EC nor Ed25519");
    }

    /** A traditional EC key (RFC 5915) within PKCS#8, which names the curve outside. */
    private static byte[] ec(byte[] sec1) throws IOException {
        int at = contentOf(sec1, 0);
        while (at < sec1.length) {
            int content = contentOf(sec1, at);
            if ((sec1[at] & 0xff) == EC_PARAMETERS && content < sec1.length && sec1[content] == OBJECT_ID) {
                byte[] curve = java.util.Arrays.copyOfRange(sec1, content, end(sec1, at));
                return tagged(SEQUENCE, VERSION_0, tagged(SEQUENCE, EC_PUBLIC_KEY, curve), tagged(OCTET_STRING, sec1));
            }
            at = end(sec1, at);
        }
        throw new IOException(
                "its EC PRIVATE KEY does not name its curve; convert it with openssl pkcs8 -topk8 -nocrypt");
    }

    private static int contentOf(byte[] der, int at) throws IOException {
        if (at + 2 > der.length) {
            throw new IOException("its private key is cut short");
        }
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int end(byte[] der, int at) throws IOException {
        int content = contentOf(der, at);
        int first = der[at + 1] & 0xff;
        long length = first < 0x80 ? first : 0;
        for (int i = at + 2; first >= 0x80 && i < content && i < der.length; i++) {
            length = Math.min(Integer.MAX_VALUE, length << 8 | der[i] & 0xff);
        }
        if (content + length > der.length) {
            throw new IOException("its private key is cut short");
        }
        return (int) (content + length);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(length >> shift);
            }
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    /** Whether what the one signs, the other confirms. */
    public static boolean belongTogether(PrivateKey secret, PublicKey open) {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> secret.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            byte[] text = {1, 2, 3};
            signature.initSign(secret);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
