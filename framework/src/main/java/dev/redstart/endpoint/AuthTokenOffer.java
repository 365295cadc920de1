package dev.redstart.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The subprotocols a client offers, and the token it hides among them because browsers let pages set no other header (PROTOCOL.md 4).
 *
 * @param subprotocols what is offered besides the token
 * @param token the token, empty if there is not exactly one; its characters are bytes, as a browser's {@code btoa} has it
 * @param malformed whether there is one that is no base64, or too long
 */
record AuthTokenOffer(List<String> subprotocols, Optional<String> token, boolean malformed) {
    /** Phoenix's own subprotocol, offered beside every token. */
    static final String PHOENIX = "phoenix";

    private static final String PREFIX = "base64url.bearer.phx.";
    private static final int MAX_TOKEN_BYTES = 8 * 1024;

    static AuthTokenOffer of(List<String> offered) {
        var tokens = offered.stream().filter(name -> name.startsWith(PREFIX)).toList();
        if (tokens.size() != 1) {
            return new AuthTokenOffer(offered, Optional.empty(), false);
        }
        var others = new ArrayList<>(offered);
        others.removeAll(tokens);
        var token = decode(tokens.getFirst().substring(PREFIX.length()));
        return new AuthTokenOffer(others, Optional.ofNullable(token), token == null);
    }

    /** Both alphabets, padded or not: the name says base64url, the official client sends the other one without padding. */
    private static @Nullable String decode(String base64) {
        try {
            var plain = base64.replace('-', '+').replace('_', '/').replaceAll("=+$", "");
            var bytes = Base64.getDecoder().decode(plain);
            return bytes.length <= MAX_TOKEN_BYTES ? new String(bytes, StandardCharsets.ISO_8859_1) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
