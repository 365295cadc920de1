package dev.redstart.endpoint.conformance;

import java.io.IOException;
import java.util.stream.IntStream;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pings are answered with what they hold, pongs are not answered (RFC 6455 5.5.2, 5.5.3). */
class Case02PingsTest {
    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    /** 2.1, 2.2 and 2.4. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 125})
    void pingsComeBackAsPongs(int length) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.ping(Peer.letters(length))).gets(ServerFrame.pong(Peer.letters(length)));
        }
    }

    /** 2.3: what a ping holds need not be a text. */
    @Test
    void bytesComeBackInPongs() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.frame(true, Peer.PING, (byte) 0, (byte) 0xFF, (byte) 0xFE, (byte) 0xFD))
                    .getsBytes((byte) 0x8A, (byte) 4, (byte) 0, (byte) 0xFF, (byte) 0xFE, (byte) 0xFD);
        }
    }

    /** 2.5. */
    @Test
    void longerPingsAreWrong() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.ping(Peer.letters(126))).isClosedWith(1002);
        }
    }

    /** 2.6. */
    @Test
    void pingsMayComeByteByByte() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sendsChopped(1, ClientFrame.ping(Peer.letters(125))).gets(ServerFrame.pong(Peer.letters(125)));
        }
    }

    /** 2.7 to 2.9. */
    @ParameterizedTest
    @ValueSource(strings = {"", "unasked"})
    void pongsAreNotAnswered(String payload) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.pong(payload), ClientFrame.ping("asked")).gets(ServerFrame.pong("asked"));
        }
    }

    /** 2.10 and 2.11. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void everyPingIsAnsweredInItsTurn(int size) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sendsChopped(size,
                    IntStream.range(0, 10).mapToObj(n -> ClientFrame.ping("no. " + n)).toArray(byte[][]::new));
            peer.gets(IntStream.range(0, 10).mapToObj(n -> ServerFrame.pong("no. " + n)).toArray(ServerFrame[]::new));
        }
    }
}
