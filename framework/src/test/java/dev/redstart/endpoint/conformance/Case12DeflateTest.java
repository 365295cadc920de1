package dev.redstart.endpoint.conformance;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.Deflated;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages through permessage-deflate (RFC 7692). */
class Case12DeflateTest {
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    private static Peer connect() throws IOException {
        return SERVER.connect(EchoServer.DEFLATE, OFFER);
    }

    private static byte[] compressed(int opcode, byte... message) {
        return ClientFrame.masked(Peer.FIN | Peer.COMPRESSED | opcode, 7, Deflated.deflate(message));
    }

    private static byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** 12.1 to 12.4. */
    @ParameterizedTest
    @ValueSource(ints = {16, 64, 256, 1_024, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072})
    void textsOfEveryLengthComeBackCompressed(int length) throws IOException {
        var text = "Lorem ipsum dolor sit amet, ".repeat(length / 28 + 1).substring(0, length) + "-".repeat(20);
        try (var peer = connect()) {
            for (int i = 0; i < 10; i++) {
                peer.sends(compressed(Peer.TEXT, Peer.utf8(text))).gets(ServerFrame.compressedText(text));
            }
        }
    }

    /** 12.5. */
    @ParameterizedTest
    @ValueSource(ints = {64, 1_024, 32_768, 131_072})
    void bytesOfEveryLengthComeBack(int length) throws IOException {
        try (var peer = connect()) {
            peer.sends(compressed(Peer.BINARY, new byte[length])).gets(ServerFrame.compressedBinary(new byte[length]));
            peer.sends(compressed(Peer.BINARY, noise(length))).gets(Peer.binary(noise(length)));
        }
    }

    @Test
    void messagesUpToTheLimitComeBack() throws IOException {
        var text = Peer.letters(EchoServer.MAX_BYTES);
        try (var peer = connect()) {
            peer.sends(compressed(Peer.TEXT, Peer.utf8(text))).gets(ServerFrame.compressedText(text));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "3, 1000", "100, 1", "100, 7", "4096, 1460"})
    void fragmentsAndSegmentsDoNotMatter(int fragment, int segment) throws IOException {
        var text = Peer.letters(5_000);
        var payload = Deflated.deflate(Peer.utf8(text));
        try (var peer = connect()) {
            peer.sendsChopped(segment, Peer.fragmented(Peer.COMPRESSED | Peer.TEXT, fragment, payload))
                    .gets(ServerFrame.compressedText(text));
        }
    }

    @Test
    void controlFramesBetweenFragmentsAreNotCompressed() throws IOException {
        var payload = Deflated.deflate(Peer.utf8(Peer.letters(100)));
        try (var peer = connect()) {
            peer.sends(ClientFrame.masked(Peer.COMPRESSED | Peer.TEXT, 1, payload), ClientFrame.ping("x".repeat(100)))
                    .gets(ServerFrame.pong("x".repeat(100)));
            peer.sends(ClientFrame.frame(true, Peer.CONTINUATION)).gets(ServerFrame.compressedText(Peer.letters(100)));
        }
    }

    @Test
    void noMessageNeedsToBeCompressed() throws IOException {
        var text = "x".repeat(100);
        try (var peer = connect()) {
            peer.sends(ClientFrame.text(text), compressed(Peer.TEXT, Peer.utf8(text)), ClientFrame.text(""))
                    .gets(ServerFrame.compressedText(text), ServerFrame.compressedText(text), ServerFrame.text(""));
        }
    }

    @Test
    void emptyMessagesAndThoseThatDoNotGetShorterComeBackPlain() throws IOException {
        try (var peer = connect()) {
            peer.sends(compressed(Peer.TEXT)).gets(ServerFrame.text(""));
            peer.sends(compressed(Peer.BINARY, noise(50))).gets(Peer.binary(noise(50)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 9})
    void anyLevelInflates(int level) throws IOException {
        var text = "level ".repeat(1_000);
        try (var peer = connect()) {
            peer.sends(ClientFrame.masked(Peer.FIN | Peer.COMPRESSED | Peer.TEXT, 1,
                    Deflated.deflate(level, Peer.utf8(text)))).gets(ServerFrame.compressedText(text));
        }
    }

    @Test
    void whatDoesNotInflateIsClosedWith1007() throws IOException {
        try (var peer = connect()) {
            peer.sends(ClientFrame.masked(Peer.FIN | Peer.COMPRESSED | Peer.BINARY, 1, (byte) 0xFF, (byte) 0xFF))
                    .isClosedWith(1007);
        }
    }

    @Test
    void whatBreaksOffIsClosedWith1007() throws IOException {
        byte[] payload = Deflated.deflate(Peer.utf8(Peer.letters(1_000)));
        try (var peer = connect()) {
            peer.sends(ClientFrame.masked(Peer.FIN | Peer.COMPRESSED | Peer.BINARY, 1,
                    Arrays.copyOf(payload, payload.length / 2))).isClosedWith(1007);
        }
    }

    @Test
    void inflatedTextsAreUtf8() throws IOException {
        try (var peer = connect()) {
            peer.sends(compressed(Peer.TEXT, (byte) 0xC3, (byte) 0x28)).isClosedWith(1007);
        }
    }

    @Test
    void whatInflatesBeyondTheLimitIsClosedWith1009() throws IOException {
        try (var peer = connect()) {
            peer.sends(compressed(Peer.BINARY, new byte[EchoServer.MAX_BYTES + 1])).isClosedWith(1009);
        }
    }

    @Test
    void whatInflatesTooMuchIsClosedWith1009() throws IOException {
        try (var peer = SERVER.connect(EchoServer.SMALL, OFFER)) {
            peer.sends(compressed(Peer.BINARY, new byte[10_000])).gets(ServerFrame.compressedBinary(new byte[10_000]));
            peer.sends(compressed(Peer.BINARY, new byte[100_000])).isClosedWith(1009);
        }
    }

    @Test
    void shortMessagesGoOutAsTheyAre() throws IOException {
        try (var peer = SERVER.connect(EchoServer.SMALL, OFFER)) {
            peer.sends(ClientFrame.text("x".repeat(511)), ClientFrame.text("x".repeat(512)))
                    .gets(ServerFrame.text("x".repeat(511)), ServerFrame.compressedText("x".repeat(512)));
        }
    }
}
