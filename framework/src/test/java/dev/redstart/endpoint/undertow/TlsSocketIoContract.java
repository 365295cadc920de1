package dev.redstart.endpoint.undertow;

import java.nio.file.Path;

import dev.redstart.endpoint.TestCertificate;
import dev.redstart.websocket.RawClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same contract through TLS, whose engine only the IO thread may touch. */
abstract class TlsSocketIoContract extends ServedSocketIoContract {
    static TestCertificate certificate;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        certificate = TestCertificate.make(folder, "EC");
    }

    @Override
    RawClient client(int port) throws Exception {
        return super.client(port).secure(certificate.context());
    }
}
