package dev.redstart.channels.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One HTTP request of which every byte is the test's, and the head of its answer. */
final class Http {
    private static final String UPGRADE = String.join("\r\n", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "");

    private Http() {}

    /** @param headers each ended by CR LF */
    static String upgrade(int port, String target, String headers) {
        return head(port, "GET", target, UPGRADE + headers);
    }

    static String head(int port, String method, String target, String headers) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(Client.PATIENCE_SECONDS * 1_000);
            var request = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                var c = socket.getInputStream().read();
                if (c < 0) {
                    break;
                }
                head.append((char) c);
            }
            return head.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int status(String head) {
        return Integer.parseInt(head.substring(9, 12));
    }
}
