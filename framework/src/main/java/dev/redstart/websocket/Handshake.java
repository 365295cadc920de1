package dev.redstart.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The opening handshake (RFC 6455 4.2) as pure functions over a {@link HandshakeRequest}. The caller puts its own
 * checks (origin, subprotocol) between them: {@link #checkMethod} comes first, {@link #checkUpgrade} last before the
 * application is asked. What is not named in the answer, be it a subprotocol or an extension, is declined.
 */
public final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String KEY = "sec-websocket-key";
    private static final String VERSION = "sec-websocket-version";
    private static final String EXTENSIONS = "sec-websocket-extensions";
    private static final String SUPPORTED_VERSION = "13";
    private static final int KEY_CHARS = 24;
    private static final int KEY_BYTES = 16;
    /** An answer quotes no more of a header than this. */
    private static final int MAX_QUOTED_CHARS = 200;

    private Handshake() {}

    /**
     * The answer to a request that may not become a WebSocket.
     *
     * @param body plain text, empty for none
     */
    public record Refusal(int status, String body, Map<String, String> headers) {}

    /** What came of a client's offer of subprotocols. */
    public sealed interface Subprotocol {
        /** To be named in the answer. */
        record Chosen(String name) implements Subprotocol {}

        /** Nothing was offered, or the server speaks none: go on without naming one. */
        record None() implements Subprotocol {}

        /** The client speaks none of ours. */
        record Refused() implements Subprotocol {}
    }

    /** Only GET may be upgraded (RFC 6455 4.2.1); anything else gets an empty 400. */
    public static Optional<Refusal> checkMethod(HandshakeRequest request) {
        return request.method().equals("GET") ? Optional.empty() : badRequest("");
    }

    /** HTTP version and headers (RFC 6455 4.2.1); a refusal says which of them is wrong, and how. */
    public static Optional<Refusal> checkUpgrade(HandshakeRequest request) {
        return checkHttpVersion(request).or(() -> checkHost(request))
                .or(() -> checkToken(request, "connection", "upgrade"))
                .or(() -> checkToken(request, "upgrade", "websocket")).or(() -> checkKey(request))
                .or(() -> checkVersion(request)).or(() -> checkExtensions(request));
    }

    /**
     * How permessage-deflate is to be answered if messages are to be compressed (RFC 7692 5.1); empty if the client does
     * not offer it, or not in a way that can be honoured.
     */
    public static Optional<String> acceptDeflate(HandshakeRequest request) {
        return ExtensionOffer.parse(request.headers(EXTENSIONS)).flatMap(DeflateNegotiation::answer);
    }

    /** The headers of the 101 answer without an extension. */
    public static Map<String, String> acceptHeaders(HandshakeRequest request, Subprotocol subprotocol) {
        return acceptHeaders(request, subprotocol, Optional.empty());
    }

    /**
     * The headers of the 101 answer to a request that {@link #checkUpgrade} has let pass.
     *
     * @param extension to be named, as of {@link #acceptDeflate}
     */
    public static Map<String, String> acceptHeaders(HandshakeRequest request, Subprotocol subprotocol,
            Optional<String> extension) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Accept", acceptKey(request.headers(KEY).getFirst()));
        if (subprotocol instanceof Subprotocol.Chosen(String name)) {
            headers.put("Sec-WebSocket-Protocol", name);
        }
        extension.ifPresent(answer -> headers.put("Sec-WebSocket-Extensions", answer));
        return headers;
    }

    /** The subprotocols the client offers, in its order. */
    public static List<String> offeredSubprotocols(HandshakeRequest request) {
        return elements(request.headers("sec-websocket-protocol"));
    }

    /**
     * The first of ours that the client offers too (RFC 6455 4.2.2). No offer is fine, an offer without any of ours is
     * not.
     */
    public static Subprotocol chooseSubprotocol(List<String> supported, List<String> offered) {
        if (supported.isEmpty() || offered.isEmpty()) {
            return new Subprotocol.None();
        }
        return supported.stream().filter(offered::contains).findFirst().<Subprotocol>map(Subprotocol.Chosen::new)
                .orElseGet(Subprotocol.Refused::new);
    }

    /** The proof that the server understood the handshake (RFC 6455 4.2.2). */
    static String acceptKey(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static Optional<Refusal> checkHttpVersion(HandshakeRequest request) {
        return request.httpVersion().equals("HTTP/1.1")
                ? Optional.empty()
                : badRequest("HTTP version must be HTTP/1.1, got " + quoted(request.httpVersion()));
    }

    private static Optional<Refusal> checkHost(HandshakeRequest request) {
        List<String> values = request.headers("host");
        return values.size() == 1 ? Optional.empty() : badHeader("host", "be present once", values);
    }

    private static Optional<Refusal> checkToken(HandshakeRequest request, String header, String token) {
        List<String> values = request.headers(header);
        return elements(values).stream().anyMatch(token::equalsIgnoreCase)
                ? Optional.empty()
                : badHeader(header, "contain '" + token + "'", values);
    }

    private static Optional<Refusal> checkKey(HandshakeRequest request) {
        List<String> values = request.headers(KEY);
        return values.size() == 1 && isKey(values.getFirst())
                ? Optional.empty()
                : badHeader(KEY, "be the base64 of 16 bytes", values);
    }

    /** Tells the client which version it could use instead (RFC 6455 4.4). */
    private static Optional<Refusal> checkVersion(HandshakeRequest request) {
        List<String> values = request.headers(VERSION);
        return values.equals(List.of(SUPPORTED_VERSION))
                ? Optional.empty()
                : badHeader(VERSION, "equal '" + SUPPORTED_VERSION + "'", values).map(
                        refusal -> new Refusal(refusal.status(), refusal.body(),
                                Map.of("Sec-WebSocket-Version", SUPPORTED_VERSION)));
    }

    /** Whatever the extensions are: a header nobody understands is not one to be ignored (RFC 6455 9.1). */
    private static Optional<Refusal> checkExtensions(HandshakeRequest request) {
        List<String> values = request.headers(EXTENSIONS);
        return values.isEmpty() || ExtensionOffer.parse(values).isPresent()
                ? Optional.empty()
                : badHeader(EXTENSIONS, "list extensions by the grammar of RFC 6455 9.1", values);
    }

    /** The JDK's decoder takes keys without padding, hence the look at the length. */
    private static boolean isKey(String value) {
        try {
            return value.length() == KEY_CHARS && Base64.getDecoder().decode(value).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> elements(List<String> values) {
        return values.stream().flatMap(value -> List.of(value.split(",")).stream()).map(String::strip)
                .filter(element -> !element.isEmpty()).toList();
    }

    private static Optional<Refusal> badHeader(String header, String rule, List<String> values) {
        String got = values.stream().map(Handshake::quoted).collect(Collectors.joining(", ", "[", "]"));
        return badRequest("'" + header + "' header must " + rule + ", got " + got);
    }

    private static Optional<Refusal> badRequest(String body) {
        return Optional.of(new Refusal(400, body, Map.of()));
    }

    private static String quoted(String value) {
        return '"' + value.substring(0, Math.min(value.length(), MAX_QUOTED_CHARS)) + '"';
    }
}
