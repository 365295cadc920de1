package dev.redstart.load.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;

/**
 * Undertow's own WebSocket API. A broadcast is encoded once; Undertow sends it to one after the other from the thread of the sender.
 */
final class UndertowPeer {
    private static final Map<String, Set<WebSocketChannel>> MEMBERS = new ConcurrentHashMap<>();

    private UndertowPeer() {}

    static void main(String[] args) {
        var socket = Handlers.websocket((_, channel) -> {
            channel.getReceiveSetter().set(new Listener());
            channel.addCloseTask(closed -> MEMBERS.values().forEach(members -> members.remove(closed)));
            channel.resumeReceives();
        });
        Undertow.builder().addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
                .setHandler(Handlers.path().addExactPath("/socket/websocket", socket)).build().start();
    }

    private static final class Listener extends AbstractReceiveListener {
        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            var envelope = Envelope.parse(message.getData());
            switch (envelope.event()) {
                case Envelope.JOIN -> {
                    MEMBERS.computeIfAbsent(envelope.topic(), _ -> ConcurrentHashMap.newKeySet()).add(channel);
                    WebSockets.sendText(envelope.ok("{}"), channel, null);
                }
                case Envelope.HEARTBEAT -> WebSockets.sendText(envelope.ok("{}"), channel, null);
                case Envelope.PING -> WebSockets.sendText(envelope.ok(envelope.payload()), channel, null);
                case Envelope.SHOUT -> {
                    var text = ByteBuffer.wrap(envelope.broadcast().getBytes(StandardCharsets.UTF_8));
                    MEMBERS.getOrDefault(envelope.topic(), Set.of())
                            .forEach(member -> WebSockets.sendText(text.duplicate(), member, null));
                }
                default -> {
                    // nobody asks anything else
                }
            }
        }
    }
}
