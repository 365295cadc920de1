package dev.redstart.endpoint.conformance;

import java.io.IOException;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 4.1 and 4.2: opcodes nobody has given a meaning (RFC 6455 5.2). */
class Case04OpcodesTest {
    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void unknownOnesAreWrong(int opcode) throws IOException {
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.text("before")).gets(ServerFrame.text("before"));
            peer.sends(ClientFrame.frame(true, opcode, Peer.utf8("x")), ClientFrame.ping("")).isClosedWith(1002);
        }
        try (var peer = SERVER.connect()) {
            peer.sends(ClientFrame.frame(true, opcode)).isClosedWith(1002);
        }
    }
}
