package dev.redstart.endpoint.conformance;

import java.io.IOException;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages whose length is written in each of the three ways, up to the borders between these. */
class Case01FramingTest {
    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    /** 1.1.1 to 1.1.7. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 65_535, 65_536})
    void textsOfEveryLengthComeBack(int length) throws IOException {
        var text = Peer.letters(length);
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.text(text)).gets(ServerFrame.text(text));
        }
    }

    /** 1.2.1 to 1.2.7. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 65_535, 65_536})
    void bytesOfEveryLengthComeBack(int length) throws IOException {
        var bytes = Peer.pattern(length);
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.binary(bytes)).gets(Peer.binary(bytes));
        }
    }

    /** 1.1.8 and 1.2.8. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 13, 997})
    void segmentsDoNotMatter(int size) throws IOException {
        var text = Peer.letters(4_000);
        try (var peer = SERVER.connect()) {
            peer.sendsChopped(size, ClientFrame.text(text), ClientFrame.binary(Peer.pattern(200)))
                    .gets(ServerFrame.text(text), Peer.binary(Peer.pattern(200)));
        }
    }
}
