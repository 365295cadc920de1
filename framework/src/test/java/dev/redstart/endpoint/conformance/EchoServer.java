package dev.redstart.endpoint.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.redstart.Redstart;
import dev.redstart.endpoint.ConnectRequest;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.endpoint.RawConnection;
import dev.redstart.endpoint.RawMessage;
import dev.redstart.endpoint.RawSocket;
import dev.redstart.endpoint.SocketOptions;
import dev.redstart.websocket.Compression;
import dev.redstart.websocket.RawClient;
import dev.redstart.websocket.WebSocketLimits;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint under test, for the tests of one class. Every mount sends back what it gets. */
final class EchoServer implements BeforeAllCallback, AfterAllCallback {
    /** No extension, messages up to {@link #MAX_BYTES}. */
    static final String PLAIN = "/plain";
    /** As {@link #PLAIN}, and compresses whatever it sends with clients that offer it. */
    static final String DEFLATE = "/deflate";
    /** Messages up to {@link #SMALL_BYTES}, and the defaults of compression. */
    static final String SMALL = "/small";

    static final int MAX_BYTES = 16 << 20;
    static final int SMALL_BYTES = 256 << 10;
    /** Of a masked frame as long as either. */
    private static final int HEADER_BYTES = 14;
    private static final int NO_RATIO = 1_032;

    private final Endpoint endpoint = Endpoint.on(0).bind("127.0.0.1").socket(PLAIN, new Echo(), options(MAX_BYTES))
            .socket(DEFLATE, new Echo(),
                    options(MAX_BYTES).compression(Compression.defaults().withMinBytes(1).withMaxRatio(NO_RATIO)))
            .socket(SMALL, new Echo(), options(SMALL_BYTES).compression(Compression.defaults()));
    @SuppressWarnings("NullAway.Init") // before all tests
    private Redstart redstart;

    private static final class Echo implements RawSocket<Boolean> {
        @Override
        public Answer<Boolean> connect(ConnectRequest request) {
            return Answer.accept(true);
        }

        @Override
        public Boolean received(RawMessage message, Boolean state, RawConnection connection) {
            switch (message) {
                case RawMessage.Text(var utf8) -> connection.sendText(utf8);
                case RawMessage.Binary(var bytes) -> connection.sendBinary(bytes);
                case RawMessage.Ping _,RawMessage.Pong _ -> {}
            }
            return state;
        }
    }

    private static SocketOptions options(int maxBytes) {
        return SocketOptions.defaults().webSocketAtMount().limits(WebSocketLimits.defaults()
                .withMaxFrameBytes(maxBytes + HEADER_BYTES).withMaxMessageBytes(maxBytes)
                .withMaxOutbound(4 * MAX_BYTES, 100_000));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        redstart = Redstart.start(supervisor("conformance").child(endpoint));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        redstart.close();
    }

    /** A client that has asked this, and not read the answer. */
    RawClient ask(String request) throws IOException {
        var client = RawClient.connect(endpoint.port(redstart.node()));
        client.send(request.getBytes(StandardCharsets.ISO_8859_1));
        return client;
    }

    /** A client that is connected without extensions. */
    Peer connect() throws IOException {
        return connect(PLAIN, "");
    }

    /** @param headers to be sent besides those of every handshake, each with its line end */
    Peer connect(String mount, String headers) throws IOException {
        var client = ask(handshake(mount, headers));
        var head = client.readHead();
        assertThat(head).startsWith("HTTP/1.1 101");
        return new Peer(client, head);
    }

    static String handshake(String mount, String headers) {
        return "GET " + mount + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + headers + "\r\n";
    }
}
