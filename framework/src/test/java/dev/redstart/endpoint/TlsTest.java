package dev.redstart.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What may be in the files, and what is said of the rest. */
class TlsTest {
    @TempDir
    private static Path shared;
    private static TestCertificate rsa;
    private static TestCertificate ec;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        rsa = TestCertificate.make(shared, "RSA");
        ec = TestCertificate.make(shared, "EC");
    }

    private Path file(String name, String... blocks) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("some text between\n", blocks));
    }

    private Path chain(TestCertificate certificate) throws Exception {
        return file("chain.pem", TestCertificate.pem("CERTIFICATE", certificate.certificate().getEncoded()));
    }

    private static String key(TestCertificate certificate) throws Exception {
        return TestCertificate.pem("PRIVATE KEY", certificate.key().getEncoded());
    }

    private static void isRefused(Tls tls, Path culprit, String rule) {
        assertThatThrownBy(tls::context).isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot set up TLS: ").hasMessageContaining(culprit.toString())
                .hasMessageContaining(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void keysOfBothKindsAreTakenWhateverStandsAroundThem(String algorithm) throws Exception {
        var certificate = algorithm.equals("RSA") ? rsa : ec;
        var key = file("key.pem", TestCertificate.pem("EC PARAMETERS", new byte[]{6, 1, 0}), key(certificate));
        assertThat(Tls.pem(chain(certificate), key).context().getProtocol()).isEqualTo("TLS");
        assertThat(Tls.keystore(certificate.store(), TestCertificate.PASSWORD.toCharArray()).context().getProtocol())
                .isEqualTo("TLS");
    }

    @Test
    void filesThatAreNotThereAreNamed() throws Exception {
        var missing = folder.resolve("missing.pem");
        isRefused(Tls.pem(missing, file("key.pem", key(ec))), missing, "cannot read");
        isRefused(Tls.pem(chain(ec), missing), missing, "cannot read");
        isRefused(Tls.keystore(missing, new char[0]), missing, "must be a PKCS#12 or JKS keystore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"})
    void keysInOtherFormsAreRefusedByTheirName(String type) throws Exception {
        var key = file("key.pem", TestCertificate.pem(type, new byte[200]));
        isRefused(Tls.pem(chain(ec), key), key,
                "must have its key as unencrypted PKCS#8 (BEGIN PRIVATE KEY), it is a " + type);
    }

    @Test
    void oldEncryptedKeysAreRefusedToo() throws Exception {
        var key = file("key.pem", """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-128-CBC,00

                AAAA
                -----END RSA PRIVATE KEY-----
                """);
        isRefused(Tls.pem(chain(rsa), key), key, "it is a RSA PRIVATE KEY");
    }

    @Test
    void contentThatIsNoneIsRefused() throws Exception {
        var key = file("key.pem", key(ec));
        var empty = file("empty.pem", "");
        var noKey = file("none.pem", TestCertificate.pem("PRIVATE KEY", "no key".getBytes(StandardCharsets.US_ASCII)));
        isRefused(Tls.pem(empty, key), empty, "must have a certificate");
        isRefused(Tls.pem(chain(ec), empty), empty, "must have a private key");
        isRefused(Tls.pem(chain(ec), noKey), noKey, "must have the EC key of the certificate");
        var noCertificate = file("none.pem", TestCertificate.pem("CERTIFICATE", new byte[10]));
        isRefused(Tls.pem(noCertificate, key), noCertificate, "must have X.509 certificates");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() throws Exception {
        var another = file("another.pem", TestCertificate.pem("PRIVATE KEY",
                KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded()));
        isRefused(Tls.pem(chain(ec), another), another, "has another one");
        var otherKind = file("rsa.pem", key(rsa));
        isRefused(Tls.pem(chain(ec), otherKind), otherKind, "must have the EC key");
    }

    @Test
    void aWrongPasswordIsRefused() {
        isRefused(Tls.keystore(ec.store(), "wrong".toCharArray()), ec.store(), "with the given password");
    }
}
