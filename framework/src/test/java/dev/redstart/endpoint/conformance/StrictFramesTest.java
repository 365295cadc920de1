package dev.redstart.endpoint.conformance;

import java.io.IOException;
import java.util.HexFormat;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.Deflated;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What suites leave out: masks, lengths, and reserved bits once permessage-deflate is on. */
class StrictFramesTest {
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** RFC 6455 5.1: also control frames, also empty ones. */
    @ParameterizedTest
    @ValueSource(strings = {"8100", "820161", "8900", "890161", "8a00", "8800", "880203e8", "0101 61"})
    void framesWithoutAMaskAreWrong(String hex) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(bytes(hex)).isClosedWith(1002);
        }
    }

    /** RFC 6455 5.2: the top bit of a long length, and lengths that would fit into fewer bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"82ff 8000000000000000", "82ff ffffffffffffffff", "81fe 0000", "81fe 007d",
            "82ff 0000000000000001",
            "82ff 000000000000007e", "82ff 000000000000ffff"})
    void lengthsAreWrittenInOneWayOnly(String hex) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(bytes(hex), new byte[4]).isClosedWith(1002);
        }
    }

    /** RFC 6455 5.5. */
    @ParameterizedTest
    @ValueSource(strings = {"89fe 007e", "88fe 007e", "8aff 0000000000010000", "89fe 0001"})
    void controlFramesAreShort(String hex) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(bytes(hex), new byte[4]).isClosedWith(1002);
        }
    }

    /** RFC 7692 6: permessage-deflate gives a meaning to the first bit of the first frame of a message, and no other. */
    @ParameterizedTest
    @CsvSource({"91", "a1", "b1", "d1", "e1", "f1", "92", "a2", "e2", "c8", "c9", "ca", "98", "a9", "c3", "cb"})
    void otherReservedBitsStayWrongWithDeflate(String first) throws IOException {
        try (var peer = SERVER.connect(EchoServer.DEFLATE, OFFER)) {
            peer.sends(ClientFrame.masked(bytes(first)[0] & 0xFF, 1)).isClosedWith(1002);
        }
    }

    @ParameterizedTest
    @CsvSource({"40, true", "40, false", "20, true", "10, true", "00, false"})
    void continuationsAreNotMarkedAsCompressed(String bits, boolean compressed) throws IOException {
        int reserved = bytes(bits)[0];
        var text = Peer.letters(100);
        var payload = compressed ? Deflated.deflate(Peer.utf8(text)) : Peer.utf8(text);
        try (var peer = SERVER.connect(EchoServer.DEFLATE, OFFER)) {
            peer.sends(ClientFrame.masked((compressed ? Peer.COMPRESSED : 0) | Peer.TEXT, 1, payload),
                    ClientFrame.masked(Peer.FIN | reserved | Peer.CONTINUATION, 1));
            if (reserved == 0) {
                peer.gets(ServerFrame.compressedText(text));
            } else {
                peer.isClosedWith(1002);
            }
        }
    }
}
