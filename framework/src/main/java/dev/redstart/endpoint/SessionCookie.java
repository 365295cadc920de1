package dev.redstart.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * How the session of a browser is found in a request to connect: from a cookie, which the application signs and reads. Cookies come along
 * whatever page makes the request, so a session counts only if the page also knows the session's CSRF token and sends it as the param
 * {@code _csrf_token} (PROTOCOL.md 1).
 *
 * @param name the cookie
 * @param csrf whether the CSRF token is asked for
 * @param reader verifies the value of the cookie and makes the session of it, empty if it is not genuine; runs in the handshake
 */
public record SessionCookie(String name, boolean csrf, Function<String, Optional<Map<String, String>>> reader) {
    /** The param that holds the token, and where in the session it stands. */
    public static final String CSRF_TOKEN = "_csrf_token";

    public SessionCookie {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reader, "reader");
    }

    /** A session that needs the CSRF token. */
    public static SessionCookie of(String name, Function<String, Optional<Map<String, String>>> reader) {
        return new SessionCookie(name, true, reader);
    }

    /** Does not ask for the token: for sockets that only pages of listed origins may open. */
    public SessionCookie withoutCsrf() {
        return new SessionCookie(name, false, reader);
    }

    /**
     * The session in a request.
     *
     * @param cookies the {@code Cookie} headers
     * @param csrfToken what the client sent as {@value #CSRF_TOKEN}
     */
    public Optional<Map<String, String>> read(Iterable<String> cookies, Optional<String> csrfToken) {
        return value(cookies).flatMap(reader).filter(session -> !csrf || isKnown(session.get(CSRF_TOKEN), csrfToken));
    }

    private static boolean isKnown(@Nullable String expected, Optional<String> sent) {
        return expected != null && sent.isPresent() && MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), sent.get().getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> value(Iterable<String> cookies) {
        for (var header : cookies) {
            for (var pair : header.split(";", -1)) {
                var equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return Optional.of(pair.substring(equals + 1).strip());
                }
            }
        }
        return Optional.empty();
    }
}
