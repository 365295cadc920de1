package dev.redstart.endpoint.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are UTF-8, and a wrong byte is noticed when it comes (RFC 6455 8.1). */
class Case06Utf8Test {
    private static final String KOSME = "κόσμε";

    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** 6.1. */
    @Test
    void emptyTextsComeBackWholeAndInFragments() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.text("")).gets(ServerFrame.text(""));
            peer.sends(ClientFrame.frame(false, Peer.TEXT), ClientFrame.frame(false, Peer.CONTINUATION),
                    ClientFrame.frame(true, Peer.CONTINUATION)).gets(ServerFrame.text(""));
        }
    }

    /** 6.2. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 100})
    void charactersMayBeCutByFragmentsAndSegments(int size) throws IOException {
        var text = "Hello-µ@ßöäüàá-UTF-8!! " + KOSME + " 🐦";
        try (var peer = SERVER.connect()) {
            peer.sends(Peer.fragmented(Peer.TEXT, size, Peer.utf8(text))).gets(ServerFrame.text(text));
            peer.sendsChopped(size, ClientFrame.text(text)).gets(ServerFrame.text(text));
        }
    }

    /** 6.5, 6.7, 6.9, 6.11, 6.13 (valid part), 6.17, 6.22, 6.23: first and last of each length, and beside the gaps. */
    @ParameterizedTest
    @ValueSource(strings = {"00", "7f", "c280", "dfbf", "e0a080", "efbfbf", "efbfbd", "f0908080", "f48fbfbf", "ed9fbf",
            "ee8080", "efbfbe", "f09fbfbe", "f09fbfbf", "efbbbf", "ceba e1bdb9 cf83 cebc ceb5", "f0a28b93"})
    void everythingThatIsUtf8ComesBack(String hex) throws IOException {
        var text = new String(bytes(hex), StandardCharsets.UTF_8);
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.frame(true, Peer.TEXT, bytes(hex))).gets(ServerFrame.text(text));
        }
    }

    /**
     * 6.3, 6.6, 6.8, 6.10, 6.12, 6.14 to 6.21: too much, too little, overlong, beyond U+10FFFF, surrogates, lone
     * continuations.
     */
    @ParameterizedTest
    @ValueSource(strings = {"80", "bf", "8080", "80bf80", "c0", "c2", "c220", "e0", "e0a0", "e0a020", "f0", "f09080",
            "f8", "fc", "fe", "ff",
            "c080", "c1bf", "e08080", "e09fbf", "f0808080", "f08fbfbf", "f888808080", "fc8480808080", "f4908080",
            "f7bfbfbf",
            "fbbfbfbfbf", "eda080", "edadbf", "edaebf", "edb080", "edbfbf", "eda080edb080", "edafbfedbfbf", "fefeffff",
            "cebae1bdb9cf83cebcceb5eda080656469746564"})
    void everythingElseIsClosedWith1007(String hex) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.frame(true, Peer.TEXT, bytes(hex))).isClosedWith(1007);
        }
        try (var peer = SERVER.connect()) {
            peer.sends(Peer.fragmented(Peer.TEXT, 1, bytes(hex))).isClosedWith(1007);
        }
    }

    /** 6.4: neither the rest of the frame nor that of the message is awaited. */
    @ParameterizedTest
    @CsvSource({"f4, 90", "ed, a0", "e0, 9f", "f0, 8f", "c3, 28", "'', c0", "'', f5"})
    void theFirstWrongByteCloses(String right, String wrong) throws IOException {
        byte[] start = ClientFrame.concat(Peer.utf8(KOSME), bytes(right), bytes(wrong), new byte[50]);
        int noticed = start.length - 50;
        try (var peer = SERVER.connect()) {
            byte[] frame = ClientFrame.frame(true, Peer.TEXT, start);
            peer.sends(Arrays.copyOf(frame, frame.length - 50)).isClosedWith(1007);
        }
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.frame(false, Peer.TEXT, Arrays.copyOf(start, noticed))).isClosedWith(1007);
        }
    }

    @Test
    void bytesNeedNotBeUtf8() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.binary((byte) 0xC0, (byte) 0xFF)).gets(Peer.binary((byte) 0xC0, (byte) 0xFF));
        }
    }
}
