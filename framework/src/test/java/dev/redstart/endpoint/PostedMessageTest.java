package dev.redstart.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Bodies of long-poll: PROTOCOL.md 17. */
class PostedMessageTest {
    private static final String LINES = "application/x-ndjson";

    private static List<String> texts(String type, String body) {
        return PostedMessage.parse(type, body.getBytes(StandardCharsets.UTF_8)).orElseThrow().stream()
                .map(message -> (message.isText() ? "t:" : "b:")
                        + StandardCharsets.UTF_8.decode(message.content().duplicate()))
                .toList();
    }

    @Test
    void section17linesEndEitherWayAndAreTextOrBase64() {
        var base64 = Base64.getEncoder().encodeToString("bytes".getBytes(StandardCharsets.UTF_8));
        assertThat(texts(LINES, "[1]\n{\"a\":1}\r\n" + base64)).containsExactly("t:[1]", "t:{\"a\":1}", "b:bytes");
        assertThat(texts("application/json", "[1]\n[2]")).containsExactly("t:[1]\n[2]");
    }

    @Test
    void section17devEmptyLinesAreSkipped() {
        assertThat(texts(LINES + "; charset=utf-8", "\n\r\n[1]\n\n[2]\n")).containsExactly("t:[1]", "t:[2]");
        assertThat(texts(LINES, "")).isEmpty();
    }

    @Test
    void cve_2026_32689noMoreThan100Lines() {
        assertThat(texts(LINES, "[1]\n".repeat(1_000))).hasSize(PostedMessage.MAX_LINES);
    }

    @Test
    void whatIsNotWhatItSaysIsNoBody() {
        for (var body : List.of("no base64!", "[\u00e9]".repeat(3) + "\n???")) {
            assertThat(PostedMessage.parse(LINES, body.getBytes(StandardCharsets.UTF_8))).isEmpty();
        }
        assertThat(PostedMessage.parse(LINES, new byte[]{'[', (byte) 0xff})).isEmpty();
    }

    /** Rubbish is refused at its first line: what means something gets further. */
    @Provide
    Arbitrary<byte[]> bodies() {
        var parts = Arbitraries.of("[", "{", "[1,2]", "AAAA", "AAA=", "A", "=", "\n", "\n", "\r\n", "\r", " ", "é",
                "\ud83d\udc26");
        return Arbitraries.oneOf(Arbitraries.bytes().array(byte[].class), parts.list().ofMaxSize(600)
                .map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8)));
    }

    @Property
    void fuzzAnyBodyIsMessagesOrNone(@ForAll("bodies") byte[] body, @ForAll boolean lines) {
        PostedMessage.parse(lines ? LINES : "text/plain", body).ifPresent(messages -> {
            assertThat(messages).hasSizeLessThanOrEqualTo(PostedMessage.MAX_LINES);
            assertThat(messages.stream().mapToInt(message -> message.content().remaining()).sum())
                    .isLessThanOrEqualTo(body.length);
        });
    }
}
