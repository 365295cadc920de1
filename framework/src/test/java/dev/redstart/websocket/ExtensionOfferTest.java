package dev.redstart.websocket;

import java.util.List;

import dev.redstart.websocket.ExtensionOffer.Parameter;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 6455 9.1. */
class ExtensionOfferTest {
    private static final String TOKEN_CHARS = "abzABZ019!#$%&'*+-.^_`|~";

    @Test
    void offersKeepTheirOrder() {
        assertThat(ExtensionOffer.parse(List.of("a; b=1; c, d", "e")))
                .contains(List.of(
                        new ExtensionOffer("a", List.of(new Parameter("b", "1"), new Parameter("c", null))),
                        new ExtensionOffer("d", List.of()), new ExtensionOffer("e", List.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b=1", " a ; b = 1 ", "a;b=\"1\"", "a;b=\"\\1\"", "\ta\t;\tb\t=\t1\t", ",a;b=1",
            "a;b=1, ,"})
    void theSameMayBeWrittenInManyWays(String header) {
        assertThat(ExtensionOffer.parse(List.of(header)))
                .contains(List.of(new ExtensionOffer("a", List.of(new Parameter("b", "1")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", ", ,", ";", "a;", "a;;b", "a; b=", "a; =1", "a b", "a; b c", "a; b=1 2",
            "\"a\"", "a; \"b\"",
            "a=1", "a; b==1", "a; b=\"\"", "a; b=\"1", "a; b=\"1\\", "a; b=\"1 2\"", "a; b=\"1,2\"", "a; b=\"1\"2",
            "a;b=(", "a/b", "a; b=é", "a\u0000", "a\u007F", "a\r", "a; b={", "a, b;"})
    void whatBreaksTheGrammarIsNotGuessedAt(String header) {
        assertThat(ExtensionOffer.parse(List.of(header))).isEmpty();
    }

    @Test
    void oneBadHeaderSpoilsAll() {
        assertThat(ExtensionOffer.parse(List.of("a", "b;"))).isEmpty();
        assertThat(ExtensionOffer.parse(List.of("a; b=\"1", "2\""))).isEmpty();
    }

    @Property
    void whateverIsOfferedIsRead(@ForAll("offers") List<ExtensionOffer> offers) {
        assertThat(ExtensionOffer.parse(offers.stream().map(ExtensionOfferTest::written).toList())).contains(offers);
    }

    @Property(tries = 3000)
    void nothingIsTooStrangeToBeJudged(@ForAll("noise") String header) {
        assertThat(ExtensionOffer.parse(List.of(header))).isNotNull();
    }

    @Provide
    Arbitrary<List<ExtensionOffer>> offers() {
        var token = Arbitraries.strings().withChars(TOKEN_CHARS.toCharArray()).ofMinLength(1).ofMaxLength(8);
        var parameter = Combinators.combine(token, token.injectNull(0.3)).as(Parameter::new);
        return Combinators.combine(token, parameter.list().ofMaxSize(4)).as(ExtensionOffer::new).list().ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.strings().withChars("ab1;=,\"\\ \t\u0000é".toCharArray()).ofMaxLength(12);
    }

    private static String written(ExtensionOffer offer) {
        var text = new StringBuilder(offer.name());
        for (Parameter parameter : offer.parameters()) {
            text.append("; ").append(parameter.name()).append(parameter.value() == null ? "" : "=" + parameter.value());
        }
        return text.toString();
    }
}
