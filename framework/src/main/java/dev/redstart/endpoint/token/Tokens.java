package dev.redstart.endpoint.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

import org.jspecify.annotations.Nullable;

/**
 * Makes texts that a client keeps and shows again, for example when it connects, and tells whether a text is one of them: what Phoenix does
 * with {@code Phoenix.Token} (PROTOCOL.md 22).
 *
 * {@snippet :
 * var tokens = Tokens.of(System.getenv("SECRET_KEY_BASE"), "user socket").maxAge(Duration.ofDays(14));
 * var token = tokens.sign(user.id());                                   // into the page
 * switch (tokens.verify(connect.param("token"))) {                      // in connect
 *     case TokenResult.Valid<String>(var id) -> …
 *     case TokenResult.Refused<String>(var why) -> …
 * }
 * }
 *
 * <p>What is signed can be read by anybody, and only not be changed; what is encrypted cannot be read either. A token signed for one salt is
 * none for another, so each use has its own. A signed token is {@code SFMyNTY.content.signature}, Phoenix's form and keys with a content of
 * our own; an encrypted one is {@code QTI1NkdDTQ.iv.content}, AES-256 in GCM.
 *
 * <p>Immutable; each method that sets something gives a changed copy. Any thread may use it.
 */
public final class Tokens {
    /** An age no token reaches. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    /** How long a token counts unless something else is said. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(1);

    private static final int LEAST_SECRET_BYTES = 20;
    private static final int MOST_CHARS = 65_536;
    private static final String SIGNED = "SFMyNTY";
    private static final String ENCRYPTED = "QTI1NkdDTQ";
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final TokenKeys keys;
    /** Of earlier secrets or salts. */
    private final List<TokenKeys> olderKeys;
    private final Duration maxAge;
    private final InstantSource clock;

    private Tokens(TokenKeys keys, List<TokenKeys> olderKeys, Duration maxAge, InstantSource clock) {
        this.keys = keys;
        this.olderKeys = List.copyOf(olderKeys);
        this.maxAge = Objects.requireNonNull(maxAge, "maxAge");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Tokens of one kind. Deriving the keys takes about a millisecond, so keep it.
     *
     * @param secretKeyBase the server's secret, the same on all nodes; at least 20 bytes, better 64 random ones
     * @param salt what they are for; no secret
     */
    public static Tokens of(String secretKeyBase, String salt) {
        int length = secretKeyBase.getBytes(StandardCharsets.UTF_8).length;
        if (length < LEAST_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "the secret key base must have at least " + LEAST_SECRET_BYTES + " bytes, has " + length);
        }
        if (salt.isEmpty()) {
            throw new IllegalArgumentException("the salt must not be empty; say what the tokens are for");
        }
        return new Tokens(new TokenKeys(secretKeyBase, salt), List.of(), DEFAULT_MAX_AGE, InstantSource.system());
    }

    /** Tokens made from now on count so long; {@link #FOREVER} is allowed. */
    public Tokens maxAge(Duration age) {
        return new Tokens(keys, olderKeys, age, clock);
    }

    /**
     * Also believes what {@code older} has made: for a change of the secret or of the salt. What is made from now on is made with the new
     * one only, so {@code older} can go when its last token is too old.
     */
    public Tokens believing(Tokens older) {
        var all = new ArrayList<>(olderKeys);
        all.add(older.keys);
        all.addAll(older.olderKeys);
        return new Tokens(keys, all, maxAge, clock);
    }

    /** By another clock than the machine's. */
    public Tokens clock(InstantSource other) {
        return new Tokens(keys, olderKeys, maxAge, other);
    }

    // ---- sign ---------------------------------------------------------------------------------------------------------------------

    /** A token that holds {@code data} where everybody can read it. */
    public String sign(String data) {
        var signed = SIGNED + "." + ENCODER.encodeToString(content(data));
        return signed + "." + ENCODER.encodeToString(keys.hmac(signed));
    }

    /** What is in {@code token}, if it is one of {@link #sign}; null is {@link Refusal#MISSING}. */
    public TokenResult<String> verify(@Nullable String token) {
        return read(token, null, Tokens::opened);
    }

    /** {@link #verify(String)} of what may be missing, for example a parameter of a connection. */
    public TokenResult<String> verify(Optional<String> token) {
        return verify(token.orElse(null));
    }

    /** {@link #verify(String)} with another age than the token was made with; zero or less believes nothing. */
    public TokenResult<String> verify(@Nullable String token, Duration age) {
        return read(token, Objects.requireNonNull(age, "age"), Tokens::opened);
    }

    /** The signature is compared as text, so that there is only one text for each token. */
    private static Optional<byte[]> opened(TokenKeys keys, String token) {
        int end = token.lastIndexOf('.');
        if (!token.startsWith(SIGNED + ".") || end < SIGNED.length() + 1) {
            return Optional.empty();
        }
        var signed = token.substring(0, end);
        var expected = ENCODER.encode(keys.hmac(signed));
        var given = token.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, given) // takes the same time wherever they differ
                ? decoded(signed.substring(SIGNED.length() + 1))
                : Optional.empty();
    }

    // ---- encrypt ------------------------------------------------------------------------------------------------------------------

    /** A token that holds {@code data} where nobody else can read it. How long it is can be seen. */
    public String encrypt(String data) {
        var iv = new byte[IV_BYTES];
        RANDOM.nextBytes(iv);
        try {
            var encrypted = cipher(Cipher.ENCRYPT_MODE, keys, iv).doFinal(content(data));
            return ENCRYPTED + "." + ENCODER.encodeToString(iv) + "." + ENCODER.encodeToString(encrypted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES in GCM", e);
        }
    }

    /** What is in {@code token}, if it is one of {@link #encrypt}; null is {@link Refusal#MISSING}. */
    public TokenResult<String> decrypt(@Nullable String token) {
        return read(token, null, Tokens::decrypted);
    }

    /** {@link #decrypt(String)} with another age than the token was made with; zero or less believes nothing. */
    public TokenResult<String> decrypt(@Nullable String token, Duration age) {
        return read(token, Objects.requireNonNull(age, "age"), Tokens::decrypted);
    }

    private static Optional<byte[]> decrypted(TokenKeys keys, String token) {
        var parts = token.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(ENCRYPTED)) {
            return Optional.empty();
        }
        return decoded(parts[1]).filter(iv -> iv.length == IV_BYTES)
                .flatMap(iv -> decoded(parts[2]).flatMap(encrypted -> decrypted(keys, iv, encrypted)));
    }

    private static Optional<byte[]> decrypted(TokenKeys keys, byte[] iv, byte[] encrypted) {
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, keys, iv).doFinal(encrypted));
        } catch (GeneralSecurityException e) { // made with another key, or changed
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, TokenKeys keys, byte[] iv) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, keys.encryption(), new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(ENCRYPTED.getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    // ---- both ---------------------------------------------------------------------------------------------------------------------

    private byte[] content(String data) {
        return new TokenContent(clock.millis(), maxAge.toSeconds(), Objects.requireNonNull(data, "data")).toBytes();
    }

    private TokenResult<String> read(@Nullable String token, @Nullable Duration age,
            BiFunction<TokenKeys, String, Optional<byte[]>> open) {
        if (token == null) {
            return new TokenResult.Refused<>(Refusal.MISSING);
        }
        if (token.length() > MOST_CHARS) {
            return new TokenResult.Refused<>(Refusal.INVALID);
        }
        var opened = open.apply(keys, token);
        for (int i = 0; opened.isEmpty() && i < olderKeys.size(); i++) {
            opened = open.apply(olderKeys.get(i), token);
        }
        return opened.flatMap(TokenContent::of)
                .map(content -> content.at(clock.millis(), age == null ? content.maxAge() : age.toSeconds()))
                .orElseGet(() -> new TokenResult.Refused<>(Refusal.INVALID));
    }

    /** Only what an encoder writes: other decoders' liberties would give one token several texts. */
    private static Optional<byte[]> decoded(String text) {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            return ENCODER.encodeToString(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "Tokens[maxAge=" + maxAge + ", older keys=" + olderKeys.size() + "]";
    }
}
