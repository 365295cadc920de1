package dev.redstart.endpoint.conformance;

import java.io.IOException;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large messages up to the limit of the mount, in every size of fragment and segment, and what is larger. */
class Case09LimitsTest {
    private static final int SMALL = EchoServer.SMALL_BYTES;

    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    /** 9.1. */
    @ParameterizedTest
    @ValueSource(ints = {64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, EchoServer.MAX_BYTES})
    void longTextsComeBack(int length) throws IOException {
        var text = Peer.letters(length);
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.text(text)).gets(ServerFrame.text(text));
        }
    }

    /** 9.2. */
    @ParameterizedTest
    @ValueSource(ints = {64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, EchoServer.MAX_BYTES})
    void manyBytesComeBack(int length) throws IOException {
        var bytes = Peer.pattern(length);
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.binary(bytes)).gets(Peer.binary(bytes));
        }
    }

    /** 9.3 and 9.4. */
    @ParameterizedTest
    @CsvSource({"4194304, 64", "4194304, 1024", "4194304, 65536", "4194304, 4194304", "16777216, 16384"})
    void longMessagesComeBackFromManyFragments(int length, int size) throws IOException {
        var text = Peer.letters(length);
        try (var peer = SERVER.connect()) {
            peer.sends(Peer.fragmented(Peer.TEXT, size, Peer.utf8(text))).gets(ServerFrame.text(text));
            peer.sends(Peer.fragmented(Peer.BINARY, size, Peer.pattern(length)))
                    .gets(Peer.binary(Peer.pattern(length)));
        }
    }

    /** 9.5 and 9.6. */
    @ParameterizedTest
    @ValueSource(ints = {64, 128, 256, 512, 1024, 2048})
    void longMessagesComeBackFromManySegments(int size) throws IOException {
        var text = Peer.letters(1 << 20);
        try (var peer = SERVER.connect()) {
            peer.sendsChopped(size, ClientFrame.text(text)).gets(ServerFrame.text(text));
        }
    }

    /** 9.7 and 9.8. */
    @ParameterizedTest
    @ValueSource(ints = {0, 16, 64, 256, 1024, 4096})
    void manyMessagesComeBackInTheirOrder(int length) throws IOException {
        try (var peer = SERVER.connect()) {
            for (int i = 0; i < 100; i++) {
                peer.sends(ClientFrame.text(i + Peer.letters(length)), ClientFrame.binary(Peer.pattern(length)));
            }
            for (int i = 0; i < 100; i++) {
                peer.gets(ServerFrame.text(i + Peer.letters(length)), Peer.binary(Peer.pattern(length)));
            }
        }
    }

    @Test
    void bytesMayComeOneByOne() throws IOException {
        var text = Peer.letters(16 << 10);
        try (var peer = SERVER.connect()) {
            peer.sendsChopped(1, ClientFrame.text(text)).gets(ServerFrame.text(text));
        }
    }

    @Test
    void theLimitIsTheLastThatIsTaken() throws IOException {
        try (var peer = SERVER.connect(EchoServer.SMALL, "")) {
            peer.sends(ClientFrame.binary(Peer.pattern(SMALL))).gets(Peer.binary(Peer.pattern(SMALL)));
            peer.sends(Peer.fragmented(Peer.BINARY, 1000, Peer.pattern(SMALL))).gets(Peer.binary(Peer.pattern(SMALL)));
            peer.sends(ClientFrame.header(Peer.FIN | Peer.BINARY, SMALL + 1)).isClosedWith(1009);
        }
    }

    @Test
    void fragmentsTogetherMayNotExceedItEither() throws IOException {
        try (var peer = SERVER.connect(EchoServer.SMALL, "")) {
            peer.sends(Peer.fragmented(Peer.BINARY, 1000, Peer.pattern(SMALL + 1))).isClosedWith(1009);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE})
    void promisesAreNotWaitedFor(long length) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.header(Peer.FIN | Peer.TEXT, length)).isClosedWith(1009);
        }
    }
}
