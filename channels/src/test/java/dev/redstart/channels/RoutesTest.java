package dev.redstart.channels;

import java.util.Objects;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RoutesTest {
    static class Any implements Channel<Integer, Event> {
        @Override
        public JoinResult<Integer> join(String topic, Payload payload, Socket socket) {
            return JoinResult.joined(0);
        }

        @Override
        public HandleResult<Integer> handleIn(Event event, Integer state, Socket socket) {
            return HandleResult.noReply(state);
        }
    }

    static final class Other extends Any {}

    private static Routes any(String... patterns) {
        var routes = Routes.of(patterns[0], Any.class, Any::new);
        for (int i = 1; i < patterns.length; i++) {
            routes = routes.and(patterns[i], Any.class, Any::new);
        }
        return routes;
    }

    @ParameterizedTest
    @CsvSource({"room:*,room:1,true", "room:*,room:,true", "room:*,room,false", "room:*,rooms:1,false",
            "exact,exact,true",
            "exact,exact:x,false", "*,anything,true", "foo*,food,true"})
    void section10Patterns(String pattern, String topic, boolean matches) {
        assertThat(any(pattern).match(topic) != null).isEqualTo(matches);
    }

    @Test
    void section10FirstMatchWins() {
        var routes = Routes.of("foo*", Any.class, Any::new).and("food*", Other.class, Other::new);
        assertThat(Objects.requireNonNull(routes.match("food:1")).channel()).isEqualTo(Any.class);
        routes = Routes.of("food*", Other.class, Other::new).and("foo*", Any.class, Any::new);
        assertThat(Objects.requireNonNull(routes.match("food:1")).channel()).isEqualTo(Other.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a*b", "**", "*:x"})
    void section10AnythingElseIsAConfigurationError(String pattern) {
        assertThatThrownBy(() -> any(pattern)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was \"" + pattern + "\"");
    }

    @Test
    void unreachableRoutesAreFound() {
        assertThat(any("room:*", "room:lobby", "room:a*", "roo*", "x", "x").unreachable()).extracting(Route::pattern)
                .containsExactly("room:lobby", "room:a*", "x");
        assertThat(any("room:lobby", "room:*").unreachable()).isEmpty();
    }

    @Test
    void eachJoinGetsAChannelOfItsOwn() {
        var route = Objects.requireNonNull(any("room:*").match("room:1"));
        assertThat(route.newChannel()).isInstanceOf(Any.class).isNotSameAs(route.newChannel());
        assertThat(route.events().isDynamic()).isTrue();
    }

    @Property
    void aPrefixMatchesWhatStartsWithIt(@ForAll String prefix, @ForAll String topic) {
        var plain = prefix.replace("*", "");
        assertThat(any(plain + "*").match(topic) != null).isEqualTo(topic.startsWith(plain));
        assertThat(any(plain + "*").match(plain + topic)).isNotNull();
    }
}
