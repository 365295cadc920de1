package dev.redstart.endpoint.token;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

import dev.redstart.endpoint.token.TokenResult.Refused;
import dev.redstart.endpoint.token.TokenResult.Valid;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** PROTOCOL.md 22. */
class TokensTest {
    private static final String SECRET = "a secret of more than twenty bytes";
    private static final TokenResult<String> INVALID = new Refused<>(Refusal.INVALID);
    private static final TokenResult<String> EXPIRED = new Refused<>(Refusal.EXPIRED);
    private static final TokenResult<String> MISSING = new Refused<>(Refusal.MISSING);

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Tokens tokens = Tokens.of(SECRET, "user socket").clock(() -> now);

    // ---- form ---------------------------------------------------------------------------------------------------------------------

    @Test
    void section22aSignedTokenHasPhoenixsForm() {
        var parts = tokens.sign("ana").split("\\.", -1);
        assertThat(parts).hasSize(3);
        assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8)).isEqualTo("HS256");
        assertThat(Base64.getUrlDecoder().decode(parts[2])).hasSize(32);
    }

    /** The signature of Phoenix's key derivation over its form, computed with Python's hashlib and hmac. */
    @Test
    void section22keysAreDerivedAsInPhoenix() {
        var signature = new TokenKeys(SECRET, "user socket").hmac("SFMyNTY.AAAA");
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(signature))
                .isEqualTo("iqndJ4K4X0vhRs7arGl7eR7YnDDq3Qt7_UphUe14xtA");
    }

    @Test
    void anEncryptedTokenHidesWhatIsInIt() {
        var token = tokens.encrypt("ana");
        assertThat(token).startsWith(
                Base64.getUrlEncoder().withoutPadding().encodeToString("A256GCM".getBytes(StandardCharsets.US_ASCII))
                        + ".");
        assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[2]), StandardCharsets.ISO_8859_1))
                .doesNotContain("ana");
        assertThat(tokens.encrypt("ana")).isNotEqualTo(token);
    }

    // ---- round trip ---------------------------------------------------------------------------------------------------------------

    @Property
    void whatWasMadeIsBelieved(@ForAll String data) {
        var text = new String(data.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8); // lone surrogates have no UTF-8
        assertThat(tokens.verify(tokens.sign(text))).isEqualTo(new Valid<>(text));
        assertThat(tokens.decrypt(tokens.encrypt(text))).isEqualTo(new Valid<>(text));
    }

    @Test
    void oneKindIsNotTheOther() {
        assertThat(tokens.decrypt(tokens.sign("ana"))).isEqualTo(INVALID);
        assertThat(tokens.verify(tokens.encrypt("ana"))).isEqualTo(INVALID);
    }

    @Test
    void aTokenOfAnotherSaltOrSecretIsNone() {
        for (var other : new Tokens[]{Tokens.of(SECRET, "password reset"), Tokens.of(SECRET + "!", "user socket")}) {
            assertThat(other.clock(() -> now).verify(tokens.sign("ana"))).isEqualTo(INVALID);
            assertThat(other.clock(() -> now).decrypt(tokens.encrypt("ana"))).isEqualTo(INVALID);
        }
    }

    // ---- refusals -----------------------------------------------------------------------------------------------------------------

    @Test
    void section22nullIsMissing() {
        assertThat(tokens.verify((String) null)).isEqualTo(MISSING);
        assertThat(tokens.decrypt(null)).isEqualTo(MISSING);
        assertThat(tokens.verify(Optional.empty())).isEqualTo(MISSING);
        assertThat(tokens.verify(Optional.of(tokens.sign("ana")))).isEqualTo(new Valid<>("ana"));
    }

    @Test
    void section22aTokenIsBelievedForADayUnlessSaidOtherwise() {
        var token = tokens.sign("ana");
        now = now.plus(Tokens.DEFAULT_MAX_AGE);
        assertThat(tokens.verify(token)).isEqualTo(new Valid<>("ana"));
        now = now.plusMillis(1);
        assertThat(tokens.verify(token)).isEqualTo(EXPIRED);
        assertThat(tokens.decrypt(token)).isEqualTo(INVALID);
    }

    @Test
    void section22theAgeOfVerifyOverridesThatOfTheToken() {
        var token = tokens.maxAge(Duration.ofSeconds(10)).sign("ana");
        var encrypted = tokens.maxAge(Duration.ofSeconds(10)).encrypt("ana");
        now = now.plusSeconds(11);
        assertThat(tokens.verify(token)).isEqualTo(EXPIRED);
        assertThat(tokens.decrypt(encrypted)).isEqualTo(EXPIRED);
        assertThat(tokens.verify(token, Duration.ofSeconds(11))).isEqualTo(new Valid<>("ana"));
        assertThat(tokens.decrypt(encrypted, Duration.ofSeconds(11))).isEqualTo(new Valid<>("ana"));
        assertThat(tokens.verify(token, Tokens.FOREVER)).isEqualTo(new Valid<>("ana"));
    }

    @Test
    void section22zeroOrLessIsExpiredAndForEverIsAllowed() {
        var token = tokens.maxAge(Tokens.FOREVER).sign("ana");
        assertThat(tokens.verify(token, Duration.ZERO)).isEqualTo(EXPIRED);
        assertThat(tokens.verify(token, Duration.ofSeconds(-1))).isEqualTo(EXPIRED);
        now = now.plus(Duration.ofDays(36_500));
        assertThat(tokens.verify(token)).isEqualTo(new Valid<>("ana"));
        assertThat(tokens.verify(tokens.maxAge(Duration.ZERO).sign("ana"))).isEqualTo(EXPIRED);
    }

    @Test
    void section22aTokenFromTheFutureIsInvalid() {
        var token = tokens.sign("ana");
        now = now.minusMillis(1);
        assertThat(tokens.verify(token)).isEqualTo(INVALID);
        assertThat(tokens.verify(token, Tokens.FOREVER)).isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "SFMyNTY", "SFMyNTY.", "SFMyNTY..", "SFMyNTY...", "QTI1NkdDTQ..",
            "QTI1NkdDTQ.AAAA.AAAA",
            "QTI1NkdDTQ.AAAAAAAAAAAAAAAA.", "SFMyNTY.é.ü"})
    void whatIsNoTokenIsInvalid(String token) {
        assertThat(tokens.verify(token)).isEqualTo(INVALID);
        assertThat(tokens.decrypt(token)).isEqualTo(INVALID);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "SFMyNTY.AAAA.AAAA")
    void aRefusalSaysNothingOfTheToken(String token) {
        assertThat(tokens.verify(token).toString()).doesNotContain("AAAA");
        assertThat(tokens.verify(tokens.sign("secret")).toString()).doesNotContain("secret");
        assertThat(tokens.toString()).doesNotContain(SECRET);
    }

    @Test
    void whatIsTooLongIsNotLookedAt() {
        assertThat(tokens.verify(tokens.sign("a".repeat(100_000)))).isEqualTo(INVALID);
    }

    // ---- fuzz ---------------------------------------------------------------------------------------------------------------------

    @Property
    void anyTextIsRefusedQuietly(@ForAll String text) {
        assertThat(tokens.verify(text)).isEqualTo(INVALID);
        assertThat(tokens.decrypt(text)).isEqualTo(INVALID);
        assertThat(tokens.verify("SFMyNTY." + text)).isEqualTo(INVALID);
        assertThat(tokens.decrypt("QTI1NkdDTQ." + text)).isEqualTo(INVALID);
    }

    @Provide
    Arbitrary<Character> anyCharacter() {
        return Arbitraries.chars().ascii();
    }

    @Property
    void aTokenThatWasChangedInOnePlaceIsInvalid(@ForAll @IntRange(max = 500) int place,
            @ForAll("anyCharacter") char other) {
        for (var token : new String[]{tokens.sign("somebody"), tokens.encrypt("somebody")}) {
            var changed = new StringBuilder(token);
            changed.setCharAt(place % token.length(), other);
            var expected = changed.toString().equals(token) ? new Valid<>("somebody") : INVALID;
            assertThat(token.startsWith("SF") ? tokens.verify(changed.toString()) : tokens.decrypt(changed.toString()))
                    .isEqualTo(expected);
        }
    }

    @Property
    void contentOfAnyBytesIsReadOrNot(@ForAll byte[] bytes) {
        TokenContent.of(bytes).ifPresent(content -> assertThat(content.toBytes()).isEqualTo(bytes));
    }

    // ---- rotation -----------------------------------------------------------------------------------------------------------------

    @Test
    void aNewSecretBelievesTheTokensOfTheOldOneAndMakesItsOwn() {
        var fresh = Tokens.of("another secret of twenty bytes", "user socket").clock(() -> now).believing(tokens);
        var third = Tokens.of("a third secret of twenty bytes", "user socket").clock(() -> now).believing(fresh);
        for (var newer : new Tokens[]{fresh, third}) {
            assertThat(newer.verify(tokens.sign("ana"))).isEqualTo(new Valid<>("ana"));
            assertThat(newer.decrypt(tokens.encrypt("ana"))).isEqualTo(new Valid<>("ana"));
            assertThat(newer.verify(newer.sign("bo"))).isEqualTo(new Valid<>("bo"));
            assertThat(tokens.verify(newer.sign("bo"))).isEqualTo(INVALID);
        }
        var old = tokens.sign("ana");
        now = now.plus(Duration.ofDays(2));
        assertThat(third.verify(old)).isEqualTo(EXPIRED);
    }

    // ---- use ----------------------------------------------------------------------------------------------------------------------

    @Test
    void aResultIsUsedLikeAnOptional() {
        assertThat(tokens.verify(tokens.sign("7")).map(Integer::valueOf).orElse(0)).isEqualTo(7);
        assertThat(tokens.verify("no token").map(Integer::valueOf).orElse(0)).isZero();
        assertThat(tokens.verify("no token").toOptional()).isEmpty();
    }

    @Test
    void secretsThatAreTooShortAreRefused() {
        assertThatThrownBy(() -> Tokens.of("short", "salt")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 20 bytes, has 5").hasMessageNotContaining("short");
        assertThatThrownBy(() -> Tokens.of(SECRET, "")).hasMessageContaining("salt");
    }
}
