package dev.redstart.load.fake;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redstart.load.fake.FakeServer.Manners;

/** One connection of the {@link FakeServer}; served by one thread, written to by many. */
final class FakePeer {
    private static final Pattern MESSAGE = Pattern
            .compile("\\[(null|\"[^\"]*\"),(null|\"[^\"]*\"),\"([^\"]*)\",\"([^\"]*)\",(.*)]", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("(?im)^Sec-WebSocket-Key: *(\\S+)");
    private static final Pattern NUMBER = Pattern.compile("user=swarm-(\\d+)");
    private static final int SLOW_MILLIS = 600;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final FakeServer server;
    private final Socket socket;
    private final DataInputStream in;
    private Manners manners = Manners.GOOD;

    FakePeer(FakeServer server, Socket socket) throws IOException {
        this.server = server;
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        socket.setTcpNoDelay(true);
    }

    void serve() throws IOException {
        var head = readHead();
        if (head.isEmpty()) {
            return; // somebody only looked whether the port is open
        }
        var number = NUMBER.matcher(head);
        manners = server.mannersFor(number.find() ? Integer.parseInt(number.group(1)) : 0);
        if (upgrade(head)) {
            try {
                readFrames();
            } finally {
                server.leave(this);
            }
        }
    }

    void sendText(String text) {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void hangUp() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readHead() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private boolean upgrade(String head) throws IOException {
        return switch (manners) {
            case REFUSES_UPGRADE -> {
                write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                yield false;
            }
            case SILENT_TO_UPGRADE -> {
                in.skipBytes(Integer.MAX_VALUE);
                yield false;
            }
            default -> {
                var key = KEY.matcher(head);
                write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + (key.find() ? accept(key.group(1)) : "") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                yield true;
            }
        };
    }

    private String accept(String key) {
        if (manners == Manners.WRONG_ACCEPT_KEY) {
            return "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        }
        try {
            var digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void readFrames() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            var payload = readPayload();
            if (opcode == CLOSE) {
                if (manners == Manners.SILENT_TO_CLOSE) {
                    in.skipBytes(Integer.MAX_VALUE);
                }
                send(CLOSE, payload);
                return;
            }
            var message = MESSAGE.matcher(new String(payload, StandardCharsets.UTF_8));
            if (!message.matches()) {
                throw new IOException("the client must send [join_ref, ref, topic, event, payload], sent "
                        + new String(payload, StandardCharsets.UTF_8));
            }
            answer(message);
        }
    }

    private byte[] readPayload() throws IOException {
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
            throw new IOException("the client must mask its frames");
        }
        int length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        var mask = in.readNBytes(4);
        var payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return payload;
    }

    private void answer(Matcher message) throws IOException {
        switch (message.group(4)) {
            case "heartbeat" -> {
                if (manners != Manners.SILENT_TO_HEARTBEAT) {
                    reply("null", message, "ok", "{}");
                }
            }
            case "phx_join" -> join(message);
            case "phx_leave" -> {
                reply(message.group(1), message, "ok", "{}");
                push(message.group(1), message.group(1), message.group(3), "phx_close", "{}");
            }
            case "ping" -> ping(message);
            case "shout" -> {
                server.broadcast(message.group(3), text("null", "null", message.group(3), "shout",
                        "{\"id\":1,\"user\":\"somebody\"," + message.group(5).substring(1)));
                reply(message.group(1), message, "ok", "{}");
            }
            default -> reply("null", message, "error", "{\"reason\":\"unmatched topic\"}");
        }
    }

    private void ping(Matcher ping) {
        reply(ping.group(1), ping, manners == Manners.REFUSES_PING ? "error" : "ok",
                manners == Manners.FORGETS_PING ? "{}" : ping.group(5));
    }

    /** Sends what somebody has said to everybody. */
    void hears(String shout) {
        if (manners == Manners.CLOSES_AS_TOO_SLOW) {
            send(CLOSE, new byte[]{0x03, (byte) 0xf5}); // 1013
        }
        sendText(shout);
        if (manners == Manners.DOUBLES_SHOUT) {
            sendText(shout);
        }
    }

    private void join(Matcher join) throws IOException {
        var ref = join.group(1);
        var topic = join.group(3);
        switch (manners) {
            case REFUSES_JOIN -> reply(ref, join, "error", "{\"reason\":\"unauthorized\",\"hint\":\"status ok\"}");
            case SILENT_TO_JOIN -> {
                // as if the join never returned
            }
            case SPEAKS_NO_JSON -> sendText("[\"1\",\"1\",");
            case MASKS -> write(new byte[]{(byte) 0x81, (byte) 0x80, 0, 0, 0, 0});
            default -> welcome(join, ref, topic);
        }
    }

    private void welcome(Matcher join, String ref, String topic) throws IOException {
        if (manners == Manners.PUSHES_BEFORE_JOIN) {
            push("null", "null", topic, "shout", "{}");
        }
        if (manners == Manners.SLOW_JOIN) {
            pause();
        }
        reply(ref, join, "ok", "{}");
        server.enter(topic, this);
        push(ref, "null", topic, "presence_state", "{}");
        switch (manners) {
            case CLOSES_AFTER_JOIN -> send(CLOSE, new byte[]{0x03, (byte) 0xf4}); // 1012
            case HANGS_UP_AFTER_JOIN -> socket.shutdownOutput();
            case CRASHES_AFTER_JOIN -> push(ref, ref, topic, "phx_error", "{\"reason\":\"channel_crash\"}");
            default -> {
                // the others behave until later
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(SLOW_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void reply(String joinRef, Matcher to, String status, String response) {
        push(joinRef, to.group(2), to.group(3), "phx_reply",
                "{\"status\":\"" + status + "\",\"response\":" + response + "}");
    }

    private void push(String joinRef, String ref, String topic, String event, String payload) {
        sendText(text(joinRef, ref, topic, event, payload));
    }

    private static String text(String joinRef, String ref, String topic, String event, String payload) {
        return "[" + joinRef + "," + ref + ",\"" + topic + "\",\"" + event + "\"," + payload + "]";
    }

    private void send(int opcode, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length <= 125) {
            frame.write(payload.length);
        } else {
            frame.write(126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(payload);
        try {
            write(frame.toByteArray());
        } catch (IOException _) {
            // the client has gone; the reading thread sees it too
        }
    }

    private synchronized void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }
}
