package dev.redstart.endpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Objects;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The certificate and key of an endpoint that speaks TLS 1.2 and 1.3 on its port, and nothing else there. Immutable. The files are read
 * each time the port is opened, so a restart of the endpoint takes renewed ones.
 */
public final class Tls {
    @FunctionalInterface
    private interface Source {
        KeyStore load() throws IOException, GeneralSecurityException;
    }

    private final char[] password;
    private final Source source;

    private Tls(char[] password, Source source) {
        this.password = password;
        this.source = source;
    }

    /**
     * Files as certificate authorities hand them out.
     *
     * @param certificateChain the server's certificate, then those between it and the root, as PEM
     * @param privateKey its key, RSA or EC, as unencrypted PKCS#8 in PEM ({@code BEGIN PRIVATE KEY})
     */
    public static Tls pem(Path certificateChain, Path privateKey) {
        var files = new PemFiles(Objects.requireNonNull(certificateChain, "certificateChain"),
                Objects.requireNonNull(privateKey, "privateKey"));
        return new Tls(new char[0], files::load);
    }

    /**
     * A PKCS#12 or JKS keystore with one key.
     *
     * @param password of the store and of its key
     */
    public static Tls keystore(Path file, char[] password) {
        Objects.requireNonNull(file, "file");
        var copy = password.clone();
        return new Tls(copy, () -> loadStore(file, copy));
    }

    private static KeyStore loadStore(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyStore keys;
        try {
            keys = KeyStore.getInstance(file.toFile(), password);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) { // the last if there is no such file
            throw new IOException(
                    file + " must be a PKCS#12 or JKS keystore with the given password: " + e.getMessage(),
                    e);
        }
        for (var alias : Collections.list(keys.aliases())) {
            if (keys.isKeyEntry(alias)) {
                return keys;
            }
        }
        throw new IOException(file + " must have a private key, has none");
    }

    /**
     * Reads the files.
     *
     * @throws IOException if that cannot be done, or something else is in them; names the file
     */
    SSLContext context() throws IOException {
        try {
            var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(source.load(), password);
            var context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }
}
