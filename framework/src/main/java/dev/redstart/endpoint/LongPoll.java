package dev.redstart.endpoint;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;

import dev.redstart.endpoint.token.Tokens;

/**
 * The long-poll transport of a socket (PROTOCOL.md 17): for clients behind proxies that let no WebSocket through. Immutable; each method
 * gives a changed copy.
 */
public final class LongPoll {
    private static final int SECRET_BYTES = 32;
    private static final int MAX_BODY_BYTES = 8_000_000;
    /** Two weeks, as in Phoenix. */
    private static final Duration TOKEN_AGE = Duration.ofDays(14);

    private final String segment;
    private final Duration window;
    private final Duration inactiveAfter;
    private final int maxBodyBytes;
    private final byte[] secret;

    private LongPoll(String segment, Duration window, Duration inactiveAfter, int maxBodyBytes, byte[] secret) {
        this.segment = Objects.requireNonNull(segment, "segment");
        this.window = Objects.requireNonNull(window, "window");
        this.maxBodyBytes = maxBodyBytes;
        this.secret = secret;
        this.inactiveAfter = Objects.requireNonNull(inactiveAfter, "inactiveAfter");
        if (!window.isPositive()) {
            throw new IllegalArgumentException("window must be > 0, was " + window);
        }
        if (inactiveAfter.compareTo(window) <= 0) {
            throw new IllegalArgumentException("inactiveAfter must be > window = " + window + ", was " + inactiveAfter);
        }
    }

    /** At the last segment {@code longpoll}, polls of 10 s, tokens signed with a key that lasts as long as this object. */
    public static LongPoll on() {
        var secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new LongPoll("longpoll", Duration.ofSeconds(10), Duration.ofSeconds(15), MAX_BODY_BYTES, secret);
    }

    /** At another last segment of the path. */
    public LongPoll at(String other) {
        return new LongPoll(other, window, inactiveAfter, maxBodyBytes, secret);
    }

    /** How long a poll waits for messages. A session ends one and a half times that after its last poll. */
    public LongPoll window(Duration time) {
        return new LongPoll(segment, time, time.multipliedBy(3).dividedBy(2), maxBodyBytes, secret);
    }

    /** When a session ends that is not polled any more, in place of what {@link #window} says. */
    public LongPoll inactiveAfter(Duration time) {
        return new LongPoll(segment, window, time, maxBodyBytes, secret);
    }

    /** The longest body a client may send at once. */
    public LongPoll maxBodyBytes(int max) {
        return new LongPoll(segment, window, inactiveAfter, max, secret);
    }

    /**
     * The key the tokens of sessions are signed with: the same on all nodes.
     *
     * @throws IllegalArgumentException if it has fewer than 32 bytes
     */
    public LongPoll secret(byte[] key) {
        if (key.length < SECRET_BYTES) {
            throw new IllegalArgumentException("secret must have >= " + SECRET_BYTES + " bytes, had " + key.length);
        }
        return new LongPoll(segment, window, inactiveAfter, maxBodyBytes, key.clone());
    }

    String segment() {
        return segment;
    }

    Duration window() {
        return window;
    }

    Duration inactiveAfter() {
        return inactiveAfter;
    }

    int maxBodyBytes() {
        return maxBodyBytes;
    }

    /** Which session is whose: what clients show at every request. */
    Tokens tokens(InstantSource clock) {
        return Tokens.of(Base64.getEncoder().encodeToString(secret), "long-poll session").maxAge(TOKEN_AGE)
                .clock(clock);
    }
}
