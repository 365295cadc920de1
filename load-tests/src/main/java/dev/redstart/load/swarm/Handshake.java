package dev.redstart.load.swarm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The client's side of the opening handshake (RFC 6455 4.1). A connection's key follows from its number and the salt,
 * so that nothing has to be remembered per connection until the answer comes.
 * <p>
 * Threading: immutable, any thread.
 */
final class Handshake {
    /** Longest head of an answer, in bytes. */
    private static final int MAX_HEAD = 16 * 1024;
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Plan plan;
    private final long salt;

    Handshake(Plan plan, long salt) {
        this.plan = plan;
        this.salt = salt;
    }

    /** The upgrade request of a connection. */
    ByteBuffer request(int connection) {
        var text = """
                GET %s HTTP/1.1\r
                Host: %s:%d\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: %s\r
                Sec-WebSocket-Version: 13\r
                \r
                """.formatted(plan.resourceOf(connection), plan.url().getHost(), plan.url().getPort(), key(connection));
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads the answer to the upgrade request and leaves what follows it in the buffer.
     *
     * @return false when the answer is not complete yet; nothing is taken from the buffer then
     * @throws WireFault when it is not a proper yes
     */
    boolean accepted(ByteBuffer in, int connection) {
        int length = headLength(in);
        if (length == 0) {
            return false;
        }
        var head = new byte[length];
        in.get(head);
        check(new String(head, StandardCharsets.ISO_8859_1), acceptOf(key(connection)));
        return true;
    }

    private static void check(String head, String accept) {
        var lines = head.split("\r\n", -1);
        if (!lines[0].startsWith("HTTP/1.1 101 ")) {
            throw new WireFault(Fault.UPGRADE_STATUS, "status must be 101, was: " + lines[0]);
        }
        var headers = headers(lines);
        require(headers, "upgrade", "websocket");
        require(headers, "connection", "upgrade");
        if (!accept.equals(headers.get("sec-websocket-accept"))) {
            throw new WireFault(Fault.UPGRADE_ACCEPT_KEY,
                    "Sec-WebSocket-Accept must be " + accept + ", was " + headers.get("sec-websocket-accept"));
        }
        var extensions = headers.get("sec-websocket-extensions");
        if (extensions != null) {
            throw new WireFault(Fault.UPGRADE_MALFORMED, "no extension was offered, the server chose " + extensions);
        }
    }

    private static void require(Map<String, String> headers, String name, String token) {
        @Nullable
        String value = headers.get(name);
        if (value == null
                || Arrays.stream(value.split(",", -1)).noneMatch(part -> part.strip().equalsIgnoreCase(token))) {
            throw new WireFault(Fault.UPGRADE_MALFORMED, "header " + name + " must hold " + token + ", was " + value);
        }
    }

    private static Map<String, String> headers(String[] lines) {
        var headers = new HashMap<String, String>();
        for (var line : Arrays.asList(lines).subList(1, lines.length - 2)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new WireFault(Fault.UPGRADE_MALFORMED, "a header must be NAME: VALUE, was: " + line);
            }
            headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
                    (first, second) -> first + ", " + second);
        }
        return headers;
    }

    /** Bytes up to and with the empty line; 0 when it has not come yet. */
    private static int headLength(ByteBuffer in) {
        int start = in.position();
        for (int at = start + 3; at < in.limit(); at++) {
            if (in.get(at) == '\n' && in.get(at - 1) == '\r' && in.get(at - 2) == '\n' && in.get(at - 3) == '\r') {
                return at + 1 - start;
            }
        }
        if (in.remaining() > MAX_HEAD) {
            throw new WireFault(Fault.UPGRADE_MALFORMED,
                    "the head of the answer must end within " + MAX_HEAD + " bytes");
        }
        return 0;
    }

    private String key(int connection) {
        var nonce = ByteBuffer.allocate(16).putLong(salt).putLong(connection).array();
        return Base64.getEncoder().encodeToString(nonce);
    }

    private static String acceptOf(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1"); // RFC 6455 names it; it guards nothing here
            var digest = sha1.digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }
}
