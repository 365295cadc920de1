package dev.redstart.endpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** PROTOCOL.md 1: the session of a browser, and the CSRF token that must come with it. */
class SessionCookieTest {
    private final SessionCookie cookie = SessionCookie.of("sid",
            value -> value.equals("good") ? Optional.of(Map.of("_csrf_token", "t", "user", "7")) : Optional.empty());

    @Test
    void section1aSessionNeedsItsCsrfToken() {
        var headers = List.of("other=1; sid=good");
        assertThat(cookie.read(headers, Optional.of("t"))).contains(Map.of("_csrf_token", "t", "user", "7"));
        assertThat(cookie.read(headers, Optional.of("x"))).isEmpty();
        assertThat(cookie.read(headers, Optional.empty())).isEmpty();
        assertThat(cookie.withoutCsrf().read(headers, Optional.empty())).isPresent();
    }

    @Test
    void section1aCookieThatIsMissingOrForgedIsNoSession() {
        assertThat(cookie.read(List.of(), Optional.of("t"))).isEmpty();
        assertThat(cookie.read(List.of("sid=bad", "xsid=good"), Optional.of("t"))).isEmpty();
    }

    @Test
    void section1neitherOriginNorCsrfIsAConfigurationError() {
        var open = SocketOptions.defaults().origins(OriginPolicy.any());
        assertThat(open.session(cookie)).isNotNull();
        assertThatThrownBy(() -> open.session(cookie.withoutCsrf())).hasMessageContaining("CSRF");
        assertThatThrownBy(() -> SocketOptions.defaults().session(cookie.withoutCsrf()).origins(OriginPolicy.any()))
                .hasMessageContaining("CSRF");
    }
}
