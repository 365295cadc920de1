package dev.redstart.channels.serializer;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.redstart.channels.InvalidPayloadException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class JacksonJsonTest {
    private final JacksonJson json = JacksonJson.INSTANCE;

    record Place(double lat, @Nullable String name) {}

    record Shout(String body, int times, @Nullable Integer volume, Optional<String> mood, List<Place> places) {}

    record Positive(int n) {
        Positive {
            if (n <= 0) {
                throw new IllegalArgumentException("n must be > 0, was " + n);
            }
        }
    }

    record Empty() {}

    private <T> T read(String text, Class<T> type) {
        return json.read(text.getBytes(StandardCharsets.UTF_8), type);
    }

    @Test
    void fieldsBecomeComponents() {
        assertThat(read("""
                {"body":"hi","times":2,"volume":5,"mood":"good","places":[{"lat":1,"name":"x"},{"lat":1.5}]}""",
                Shout.class))
                .isEqualTo(
                        new Shout("hi", 2, 5, Optional.of("good"), List.of(new Place(1, "x"), new Place(1.5, null))));
    }

    @Test
    void unknownFieldsAreIgnoredAndOptionalOnesMayBeMissingOrNull() {
        assertThat(read("{\"body\":\"hi\",\"times\":2,\"places\":[],\"x\":{}}", Shout.class))
                .isEqualTo(new Shout("hi", 2, null, Optional.empty(), List.of()));
        assertThat(read("{\"body\":\"hi\",\"times\":2,\"places\":[],\"volume\":null,\"mood\":null}", Shout.class))
                .isEqualTo(new Shout("hi", 2, null, Optional.empty(), List.of()));
        assertThat(read("{\"x\":1}", Empty.class)).isEqualTo(new Empty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{}|body,times,places",
            "{\"body\":null,\"times\":null,\"places\":null}|body,times,places",
            "{\"body\":5,\"times\":\"2\",\"places\":{}}|body,times,places",
            "{\"body\":\"x\",\"times\":2.5,\"places\":[]}|times",
            "{\"body\":\"x\",\"times\":99999999999,\"places\":[]}|times",
            "{\"body\":true,\"times\":2,\"places\":[]}|body",
            "{\"body\":\"x\",\"times\":2,\"places\":[{}]}|places",
            "{\"body\":\"x\",\"times\":2,\"places\":[{\"lat\":null}]}|places",
            "{\"body\":\"x\",\"times\":2,\"places\":[],\"volume\":\"5\"}|volume",
            "[]|", "\"text\"|", "null|", "5|"})
    void whatDoesNotFitIsNamed(String text, @Nullable String fields) {
        var expected = fields == null ? List.<String>of() : List.of(fields.split(","));
        assertThatThrownBy(() -> read(text, Shout.class))
                .asInstanceOf(type(InvalidPayloadException.class))
                .extracting(InvalidPayloadException::fields).isEqualTo(expected);
    }

    @Test
    void aConstructorThatRefusesIsAnInvalidPayload() {
        assertThat(read("{\"n\":1}", Positive.class)).isEqualTo(new Positive(1));
        assertThatThrownBy(() -> read("{\"n\":0}", Positive.class)).isInstanceOf(InvalidPayloadException.class);
    }

    record Numbers(int n, double d, BigInteger big) {}

    @ParameterizedTest
    @ValueSource(strings = {"LONG", "-LONG", "1e999999999", "-1e-999999999", "0.LONG", "1e99999999999", "LONG.LONGe9"})
    void numbersThatAreTooLongAreInvalidAndCostNothing(String number) {
        var sent = number.replace("LONG", "9".repeat(2_000));
        assertThatThrownBy(() -> read("{\"n\":%s,\"d\":%s,\"big\":%s}".formatted(sent, sent, sent), Numbers.class))
                .isInstanceOf(InvalidPayloadException.class);
        var text = "[%s]".formatted(sent).getBytes(StandardCharsets.UTF_8);
        if (sent.length() > 1_000) {
            assertThatThrownBy(() -> json.tree(text)).isInstanceOf(InvalidPayloadException.class);
        } else {
            assertThat(json.tree(text)).asInstanceOf(LIST).singleElement().isInstanceOf(Double.class);
        }
    }

    @Test
    void treesArePlainAndCannotBeChanged() {
        var text = "{\"a\":[1,2.5,\"x\",true,null,{}],\"b\":null}".getBytes(StandardCharsets.UTF_8);
        var tree = (Map<?, ?>) Objects.requireNonNull(json.tree(text));
        var list = (List<?>) Objects.requireNonNull(tree.get("a"));
        assertThat(list).isEqualTo(Arrays.asList(1, 2.5, "x", true, null, Map.of()));
        assertThat(tree.containsKey("b")).isTrue();
        assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(tree::clear).isInstanceOf(UnsupportedOperationException.class);
    }
}
