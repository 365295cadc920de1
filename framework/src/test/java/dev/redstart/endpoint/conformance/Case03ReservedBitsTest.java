package dev.redstart.endpoint.conformance;

import java.io.IOException;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reserved bits mean nothing unless an extension gives them a meaning (RFC 6455 5.2). */
class Case03ReservedBitsTest {
    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    /** 3.1 to 3.4. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void aMessageWithThemClosesBehindWhatCameBefore(int bits) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.text("before")).gets(ServerFrame.text("before"));
            peer.sends(ClientFrame.masked(Peer.FIN | (bits << 4) | Peer.TEXT, 1, Peer.utf8("x"))).isClosedWith(1002);
        }
    }

    /** 3.5 to 3.7. */
    @ParameterizedTest
    @ValueSource(ints = {Peer.BINARY, Peer.PING, Peer.PONG, Peer.CLOSE})
    void everyKindOfFrameWithThemIsWrong(int opcode) throws IOException {
        for (int bits = 1; bits <= 7; bits++) {
            try (var peer = SERVER.connect()) {
                peer.sendsChopped(1, ClientFrame.masked(Peer.FIN | (bits << 4) | opcode, 1)).isClosedWith(1002);
            }
        }
    }
}
