package dev.redstart.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and verifies what long-poll clients show at every request: which session is theirs. The text is the session's id and the time it was
 * made, signed with HMAC-SHA256. Immutable; any thread may use it.
 */
final class SessionTokens {
    /** Two weeks, as in Phoenix. */
    static final Duration MAX_AGE = Duration.ofDays(14);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAX_TOKEN_CHARS = 512;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;

    SessionTokens(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    String sign(String sessionId, Instant now) {
        var content = ENCODER
                .encodeToString((now.getEpochSecond() + ":" + sessionId).getBytes(StandardCharsets.UTF_8));
        return content + "." + ENCODER.encodeToString(mac(content));
    }

    /** The session's id; empty if the token is not ours, or too old. */
    Optional<String> verify(String token, Instant now) {
        var dot = token.indexOf('.');
        if (dot < 0 || token.length() > MAX_TOKEN_CHARS) {
            return Optional.empty();
        }
        var content = token.substring(0, dot);
        try {
            var signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            return MessageDigest.isEqual(signature, mac(content)) ? read(content, now) : Optional.empty();
        } catch (IllegalArgumentException e) { // no base64
            return Optional.empty();
        }
    }

    /** What we have signed is well formed. */
    private static Optional<String> read(String content, Instant now) {
        var text = new String(Base64.getUrlDecoder().decode(content), StandardCharsets.UTF_8);
        var colon = text.indexOf(':');
        var age = now.getEpochSecond() - Long.parseLong(text.substring(0, colon));
        return age >= 0 && age <= MAX_AGE.toSeconds() ? Optional.of(text.substring(colon + 1)) : Optional.empty();
    }

    private byte[] mac(String content) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
