package dev.redstart.endpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** A certificate chain and its key in PEM (RFC 7468). */
record PemFiles(Path chain, Path key) {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----",
            Pattern.DOTALL);
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PKCS8 = "PRIVATE KEY";
    /** Any text at all, to see whether key and certificate belong together. */
    private static final byte[] PROBE = PKCS8.getBytes(StandardCharsets.US_ASCII);

    private record Block(String type, String base64) {}

    /**
     * A store without a password.
     *
     * @throws IOException if a file cannot be read or holds something else; names the file and the rule
     */
    KeyStore load() throws IOException, GeneralSecurityException {
        var certificates = certificates();
        var privateKey = privateKey(certificates.getFirst().getPublicKey());
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("server", privateKey, new char[0], certificates.toArray(Certificate[]::new));
        return keys;
    }

    private List<Certificate> certificates() throws IOException, GeneralSecurityException {
        var factory = CertificateFactory.getInstance("X.509");
        var certificates = new ArrayList<Certificate>();
        for (var block : blocks(chain)) {
            if (block.type.equals(CERTIFICATE)) {
                certificates.add(certificate(factory, block));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(chain + " must have a certificate (BEGIN CERTIFICATE), has none");
        }
        return certificates;
    }

    private Certificate certificate(CertificateFactory factory, Block block) throws IOException {
        try {
            return factory.generateCertificate(new ByteArrayInputStream(content(chain, block)));
        } catch (GeneralSecurityException e) {
            throw new IOException(chain + " must have X.509 certificates, one is none: " + e.getMessage(), e);
        }
    }

    private PrivateKey privateKey(PublicKey certified) throws IOException {
        var block = blocks(key).stream().filter(any -> any.type.endsWith(PKCS8)).findFirst()
                .orElseThrow(() -> new IOException(key + " must have a private key (BEGIN PRIVATE KEY), has none"));
        if (!block.type.equals(PKCS8)) {
            throw new IOException(key + " must have its key as unencrypted PKCS#8 (BEGIN PRIVATE KEY), it is a "
                    + block.type + "; openssl pkcs8 -topk8 -nocrypt changes that");
        }
        var algorithm = certified.getAlgorithm();
        if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
            throw new IOException(chain + " must be about an RSA or EC key, is about " + algorithm);
        }
        try {
            var privateKey = KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(content(key, block)));
            if (belongTogether(privateKey, certified)) {
                return privateKey;
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(key + " must have the " + algorithm + " key of the certificate in " + chain
                    + ", has another one, or none that can be read", e);
        }
        throw new IOException(key + " must have the key of the certificate in " + chain + ", has another one");
    }

    private static boolean belongTogether(PrivateKey own, PublicKey certified) throws GeneralSecurityException {
        var signature = Signature.getInstance(own.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(own);
        signature.update(PROBE);
        var signed = signature.sign();
        signature.initVerify(certified);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    private static List<Block> blocks(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + ": " + e, e);
        }
        var blocks = new ArrayList<Block>();
        for (var matcher = BLOCK.matcher(text); matcher.find();) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    private static byte[] content(Path file, Block block) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(block.base64);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " must have base64 in its " + block.type + ": " + e.getMessage(), e);
        }
    }
}
