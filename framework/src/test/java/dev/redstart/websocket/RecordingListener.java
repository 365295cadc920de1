package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Writes down what a connection tells. The hook runs after each message has been written down. */
final class RecordingListener implements WebSocketConnection.Listener {
    final List<String> events = new ArrayList<>();
    final List<CloseReason> reasons = new ArrayList<>();
    Consumer<WebSocketConnection> onMessage = _ -> {};

    @Override
    public void text(WebSocketConnection connection, ByteBuffer utf8) {
        events.add("text " + StandardCharsets.UTF_8.decode(utf8));
        onMessage.accept(connection);
    }

    @Override
    public void binary(WebSocketConnection connection, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        events.add("binary " + HexFormat.of().formatHex(copy));
        onMessage.accept(connection);
    }

    @Override
    public void ping(WebSocketConnection connection, ByteBuffer payload) {
        events.add("ping " + StandardCharsets.UTF_8.decode(payload));
    }

    @Override
    public void pong(WebSocketConnection connection, ByteBuffer payload) {
        events.add("pong " + StandardCharsets.UTF_8.decode(payload));
    }

    @Override
    public void lost(WebSocketConnection connection, int frames) {
        events.add("lost " + frames);
    }

    @Override
    public void closed(WebSocketConnection connection, CloseReason reason) {
        reasons.add(reason);
    }
}
