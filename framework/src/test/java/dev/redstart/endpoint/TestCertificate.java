package dev.redstart.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of {@code localhost} and 127.0.0.1 that is made for one test, by the JDK's keytool.
 *
 * @param store a PKCS#12 keystore with {@link #PASSWORD}
 */
public record TestCertificate(Path store, KeyStore keys) {
    public static final String PASSWORD = "for-tests";

    /** @param algorithm of the key: EC or RSA */
    public static TestCertificate make(Path folder, String algorithm) throws Exception {
        Path store = folder.resolve(algorithm + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg",
                algorithm, "-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12",
                "-storepass", PASSWORD, "-keystore", store.toString()).redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD).start();
        if (process.waitFor() != 0) {
            throw new IOException("keytool ended with " + process.exitValue());
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new TestCertificate(store, keys);
    }

    /** For a server that has this certificate, and for a client that trusts it. */
    public SSLContext context() throws GeneralSecurityException {
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return tls;
    }

    public Certificate certificate() throws GeneralSecurityException {
        return keys.getCertificate("server");
    }

    public Key key() throws GeneralSecurityException {
        return keys.getKey("server", PASSWORD.toCharArray());
    }

    public static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content)
                + "\n-----END " + type + "-----\n";
    }
}
