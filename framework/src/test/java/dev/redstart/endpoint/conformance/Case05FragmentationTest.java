package dev.redstart.endpoint.conformance;

import java.io.IOException;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in several frames, and control frames between these (RFC 6455 5.4). */
class Case05FragmentationTest {
    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    private static byte[] part(boolean last, int opcode, String text) {
        return ClientFrame.frame(last, opcode, Peer.utf8(text));
    }

    /** 5.1 and 5.2. */
    @ParameterizedTest
    @ValueSource(ints = {Peer.PING, Peer.PONG, Peer.CLOSE})
    void controlFramesComeWhole(int opcode) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(part(false, opcode, "a"), part(true, Peer.CONTINUATION, "b")).isClosedWith(1002);
        }
    }

    /** 5.3 to 5.8. */
    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "3, true", "1000, true", "1000, false"})
    void fragmentsMakeOneMessageAndPingsBetweenThemAreAnsweredAtOnce(int size, boolean ping) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sendsChopped(size, part(false, Peer.TEXT, "frag"), ping ? ClientFrame.ping("between") : new byte[0],
                    part(true, Peer.CONTINUATION, "ment"));
            if (ping) {
                peer.gets(ServerFrame.pong("between"));
            }
            peer.gets(ServerFrame.text("fragment")).isStillThere();
        }
    }

    /** 5.9 to 5.14: there is nothing to be continued. */
    @ParameterizedTest
    @CsvSource({"true, 1", "true, 1000", "false, 1", "false, 1000"})
    void continuationsOfNothingAreWrong(boolean last, int size) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sendsChopped(size, part(last, Peer.CONTINUATION, "lost"), ClientFrame.text("x")).isClosedWith(1002);
        }
    }

    /** 5.15 to 5.17: a message is over with its last fragment. */
    @Test
    void continuationsOfWhatIsOverAreWrong() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(part(false, Peer.TEXT, "a"), part(true, Peer.CONTINUATION, "b"))
                    .gets(ServerFrame.text("ab"));
            peer.sends(part(false, Peer.CONTINUATION, "c"), part(true, Peer.TEXT, "d")).isClosedWith(1002);
        }
    }

    /** 5.18. */
    @ParameterizedTest
    @ValueSource(ints = {Peer.TEXT, Peer.BINARY})
    void noMessageBeginsInsideAnother(int opcode) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(part(false, Peer.TEXT, "a"), part(true, opcode, "b")).isClosedWith(1002);
        }
    }

    /** 5.19 and 5.20. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void pingsAreAnsweredAllAlongALongMessage(int size) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sendsChopped(size, part(false, Peer.TEXT, "1"), part(false, Peer.CONTINUATION, "2"),
                    ClientFrame.ping("first"));
            peer.gets(ServerFrame.pong("first"));
            peer.sendsChopped(size, part(false, Peer.CONTINUATION, "3"), part(false, Peer.CONTINUATION, "4"),
                    ClientFrame.ping("second"), part(true, Peer.CONTINUATION, "5"));
            peer.gets(ServerFrame.pong("second"), ServerFrame.text("12345"));
        }
    }

    @Test
    void fragmentsMayBeEmptyAtBothEnds() throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(part(false, Peer.TEXT, ""), part(false, Peer.CONTINUATION, "x"),
                    part(true, Peer.CONTINUATION, ""))
                    .gets(ServerFrame.text("x"));
            peer.sends(part(false, Peer.BINARY, ""), part(true, Peer.CONTINUATION, "")).gets(Peer.binary());
        }
    }
}
