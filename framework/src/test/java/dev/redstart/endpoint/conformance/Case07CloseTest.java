package dev.redstart.endpoint.conformance;

import java.io.IOException;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a conversation (RFC 6455 5.5.1, 7). */
class Case07CloseTest {
    private static final byte[] CLOSE = ClientFrame.close(1000);

    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    private static byte[] close(int code, byte... reason) {
        return ClientFrame.frame(true, Peer.CLOSE,
                ClientFrame.concat(new byte[]{(byte) (code >> 8), (byte) code}, reason));
    }

    /** 7.1.1: what was sent before is answered before. */
    @Test
    void messagesBeforeItAreAnswered() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.text("last words")).gets(ServerFrame.text("last words")).sends(CLOSE)
                    .isClosedWith(1000);
        }
    }

    /** 7.1.2 to 7.1.5. */
    static byte[][] afterwards() {
        return new byte[][]{CLOSE, ClientFrame.ping("x"), ClientFrame.text("x"),
                ClientFrame.frame(true, Peer.CONTINUATION, Peer.utf8("x")), {(byte) 0xFF, (byte) 0xFF}};
    }

    @ParameterizedTest
    @MethodSource("afterwards")
    void nothingAfterItIsAnswered(byte... more) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(CLOSE, more).isClosedWith(1000);
        }
    }

    @Test
    void itMayInterruptAMessage() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.frame(false, Peer.TEXT, Peer.utf8("unfinished")), CLOSE).isClosedWith(1000);
        }
    }

    /** 7.1.6. */
    @Test
    void aLongMessageBeforeItIsNoHindrance() throws IOException {
        var text = Peer.letters(256 << 10);
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.text(text)).gets(ServerFrame.text(text)).sends(CLOSE, ClientFrame.ping("x"))
                    .isClosedWith(1000);
        }
    }

    /** 7.3.1. */
    @Test
    void noCodeIsNeeded() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.frame(true, Peer.CLOSE)).isClosedWith(1000);
        }
    }

    /** 7.3.2. */
    @Test
    void halfACodeIsWrong() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.frame(true, Peer.CLOSE, (byte) 3)).isClosedWith(1002);
        }
    }

    /** 7.3.3 to 7.3.6. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 122, 123})
    void reasonsMayBeAsLongAsAFrameAllows(int length) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sendsChopped(7, close(1000, Peer.utf8(Peer.letters(length)))).isClosedWith(1000);
        }
    }

    @Test
    void longerReasonsAreWrong() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(close(1000, Peer.utf8(Peer.letters(124)))).isClosedWith(1002);
        }
    }

    /** 7.5.1. */
    @Test
    void reasonsAreUtf8() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(close(1000, (byte) 0xCE, (byte) 0xBA, (byte) 0xED, (byte) 0xA0, (byte) 0x80)).isClosedWith(1007);
        }
    }

    /** 7.7, and 7.13 from 5000 on, which no standard forbids. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999, 5000, 65_535})
    void codesThatMayTravelAreAnsweredWith1000(int code) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(close(code)).isClosedWith(1000);
        }
    }

    /** 7.9, and what only a server has a use for. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 1100, 2000, 2999})
    void otherCodesAreAnsweredWith1002(int code) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(close(code)).isClosedWith(1002);
        }
    }
}
