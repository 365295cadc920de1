package dev.redstart.endpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OriginPolicyTest {
    private static final OriginPolicy.Target TARGET = new OriginPolicy.Target("http", "chat.example.com", 4000);

    private static boolean allows(OriginPolicy policy, String origin) {
        return policy.allows(origin, TARGET);
    }

    @Test
    void section5NoOriginHeaderIsAllowed() {
        assertThat(OriginPolicy.host("localhost").allows(null, TARGET)).isTrue();
        assertThat(OriginPolicy.matching(_ -> false).allows(null, TARGET)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "file://", "", "://", "http://", "not an origin"})
    void section5OriginsWithoutAHostAreRefusedExceptUnderAnyOrAFunction(String origin) {
        assertThat(allows(OriginPolicy.host("localhost"), origin)).isFalse();
        assertThat(allows(OriginPolicy.list("//localhost"), origin)).isFalse();
        assertThat(allows(OriginPolicy.sameAsRequest(), origin)).isFalse();
        assertThat(allows(OriginPolicy.any(), origin)).isTrue();
        assertThat(allows(OriginPolicy.matching(_ -> true), origin)).isTrue();
    }

    @Test
    void section5TrueComparesTheHostOnly() {
        var policy = OriginPolicy.host("localhost");
        assertThat(allows(policy, "https://localhost:9999")).isTrue();
        assertThat(allows(policy, "http://LOCALHOST")).isTrue();
        assertThat(allows(policy, "http://localhost.evil.com")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
            "//example.com, https://example.com:1, true",
            "//example.com, http://sub.example.com, false",
            "//h:888, http://h:888, true",
            "//h:888, http://h, false",
            "//h:80, http://h, true",
            "http://scheme.com, http://scheme.com, true",
            "http://scheme.com, http://scheme.com:80, true",
            "http://scheme.com, http://scheme.com:8080, false",
            "http://scheme.com, https://scheme.com, false",
            "https://scheme.com:8443, https://scheme.com:8443, true",
            "//*.ex.com, http://ex.com, true",
            "//*.ex.com, http://a.b.ex.com, true",
            "//*.ex.com, http://prefix-ex.com, false",
    })
    void section5ListEntries(String entry, String origin, boolean allowed) {
        assertThat(allows(OriginPolicy.list("//other.com", entry), origin)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
            "http://chat.example.com:4000, true",
            "http://chat.example.com, false",
            "https://chat.example.com:4000, false",
            "http://example.com:4000, false",
    })
    void section5ConnComparesWithTheRequest(String origin, boolean allowed) {
        assertThat(allows(OriginPolicy.sameAsRequest(), origin)).isEqualTo(allowed);
    }

    @Test
    void badListsAreConfigurationErrors() {
        assertThatThrownBy(() -> OriginPolicy.list("example.com")).hasMessageContaining("was \"example.com\"");
        assertThatThrownBy(() -> OriginPolicy.list("//h/path")).hasMessageContaining("was \"//h/path\"");
        assertThatThrownBy(OriginPolicy::list).hasMessageContaining("at least one");
    }
}
