package dev.redstart.endpoint;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class QueryStringTest {
    @Test
    void decodesPlainPairsEscapesAndPlus() {
        assertThat(QueryString.decode("a=1&b=x%20y+z&c=%C3%A9")).isEqualTo(Map.of("a", "1", "b", "x y z", "c", "é"));
    }

    @Test
    void noQueryIsNoParams() {
        assertThat(QueryString.decode(null)).isEmpty();
        assertThat(QueryString.decode("")).isEmpty();
    }

    @Test
    void skipsTheEmptySegmentsPhoenixJsWrites() {
        assertThat(QueryString.decode("&a=1&&vsn=2.0.0&")).isEqualTo(Map.of("a", "1", "vsn", "2.0.0"));
    }

    @Test
    void keyWithoutValueIsAnEmptyString() {
        assertThat(QueryString.decode("a&b=")).isEqualTo(Map.of("a", "", "b", ""));
    }

    @Test
    void bracketsMakeMaps() {
        assertThat(QueryString.decode("a[b]=1&a[c][d]=2"))
                .isEqualTo(Map.of("a", Map.of("b", "1", "c", Map.of("d", "2"))));
        assertThat(QueryString.decode("l[0]=x&l[1]=y")).isEqualTo(Map.of("l", Map.of("0", "x", "1", "y")));
        assertThat(QueryString.decode("a%5Bb%5D=1")).isEqualTo(Map.of("a", Map.of("b", "1")));
    }

    @Test
    void emptyBracketsMakeLists() {
        assertThat(QueryString.decode("k[]=1&k[]=2")).isEqualTo(Map.of("k", List.of("1", "2")));
        assertThat(QueryString.decode("k[][n]=1&k[][n]=2"))
                .isEqualTo(Map.of("k", List.of(Map.of("n", "1"), Map.of("n", "2"))));
    }

    @Test
    void theLaterOfTwoValuesWinsAlsoWhenTheirKindsDiffer() {
        assertThat(QueryString.decode("a=1&a=2")).isEqualTo(Map.of("a", "2"));
        assertThat(QueryString.decode("a=1&a[b]=2")).isEqualTo(Map.of("a", Map.of("b", "2")));
        assertThat(QueryString.decode("a[b]=2&a=1")).isEqualTo(Map.of("a", "1"));
        assertThat(QueryString.decode("a[]=1&a[b]=2")).isEqualTo(Map.of("a", Map.of("b", "2")));
    }

    @Test
    void oddBracketsArePartOfTheName() {
        assertThat(QueryString.decode("[a]=1&b[=2&c[d=3")).isEqualTo(Map.of("[a]", "1", "b[", "2", "c[d", "3"));
    }

    @Test
    void aBrokenEscapeIsAnError() {
        assertThatThrownBy(() -> QueryString.decode("a=%zz")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysThatAreTooDeepAreIgnored() {
        var deepest = "a" + "[b]".repeat(QueryString.MAX_DEPTH - 1);
        assertThat(QueryString.decode(deepest + "=1")).containsKey("a");
        assertThat(QueryString.decode(deepest + "[b]=1")).isEmpty();
    }

    @Test
    void theResultCannotBeChanged() {
        var params = QueryString.decode("a[b]=1");
        assertThatThrownBy(() -> params.put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Property(tries = 300)
    void whatIsEncodedIsDecoded(@ForAll @Size(max = 6) Map<@StringLength(min = 1, max = 8) String, String> params) {
        var plain = new LinkedHashMap<String, String>();
        params.forEach((key, value) -> plain.put(wellFormed(key.replace("[", "(")), wellFormed(value)));
        var query = plain.entrySet().stream().map(e -> escape(e.getKey()) + "=" + escape(e.getValue()))
                .collect(Collectors.joining("&"));
        assertThat(QueryString.decode(query)).isEqualTo(plain);
    }

    @Property
    void fuzzNothingButABrokenEscapeFails(@ForAll String query) {
        assertThat(QueryString.decode(query.replace('%', '&'))).isNotNull();
    }

    /** Made of what means something, and very long now and then. */
    @Provide
    Arbitrary<String> queries() {
        var parts = Arbitraries.of("a", "b", "[", "]", "[]", "[b]", "=", "=", "&", "&", "%", "%5B", "%5d", "%C3%A9",
                "%ff", "+", ";",
                "0", "\u0000", "a[b][c]=d");
        return parts.list().ofMaxSize(2_000).map(list -> String.join("", list));
    }

    @Property
    void fuzzWhatIsDecodedIsNoLargerThanItsQuery(@ForAll("queries") String query) {
        try {
            assertThat(size(QueryString.decode(query), 0)).isLessThanOrEqualTo(query.length() + 1);
        } catch (IllegalArgumentException e) {
            assertThat(query).contains("%");
        }
    }

    /** How many maps, lists and strings. */
    private static int size(Object node, int depth) {
        assertThat(depth).isLessThanOrEqualTo(QueryString.MAX_DEPTH);
        return 1 + switch (node) {
            case Map<?, ?> map -> map.values().stream().mapToInt(inner -> size(inner, depth + 1)).sum();
            case List<?> list -> list.stream().mapToInt(inner -> size(inner, depth + 1)).sum();
            default -> 0;
        };
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Lone surrogates have no UTF-8. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
