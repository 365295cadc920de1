package dev.redstart.endpoint.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What fits nowhere else. */
class Case10MiscTest {
    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    /** 10.1.1. */
    @Test
    void fragmentsMayBeAsLongAsSegments() throws IOException {
        var text = Peer.letters(65_536);
        try (var peer = SERVER.connect()) {
            peer.sends(Peer.fragmented(Peer.TEXT, 1_300, Peer.utf8(text))).gets(ServerFrame.text(text));
        }
    }

    @Test
    void framesMayFollowTheHandshakeAtOnce() throws IOException {
        var request = EchoServer.handshake(EchoServer.PLAIN, "");
        var early = new String(ClientFrame.text("early"), StandardCharsets.ISO_8859_1);
        try (var client = SERVER.ask(request + early)) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            assertThat(client.receive()).contains(ServerFrame.text("early"));
        }
    }

    @Test
    void anyMaskWillDo() throws IOException {
        try (var peer = SERVER.connect()) {
            for (int mask : new int[]{0, -1, 1, 0x0102_0304, Integer.MIN_VALUE}) {
                peer.sends(ClientFrame.masked(Peer.FIN | Peer.TEXT, mask, Peer.utf8("masked")))
                        .gets(ServerFrame.text("masked"));
            }
        }
    }
}
