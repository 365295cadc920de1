package dev.redstart.channels.serializer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A reference a client made up to recognise an answer by: any JSON value, compared as JSON (the text {@code "1"} is not the number
 * {@code 1}) and echoed exactly (PROTOCOL.md 9.1). A JSON null is no ref.
 *
 * @param json the value as compact JSON text
 */
public record Ref(String json) {
    public Ref {
        Objects.requireNonNull(json, "json");
    }

    /** Those that clients number from one by one: a connection keeps some of them for as long as it lives. */
    private static final List<Ref> SMALL = IntStream.range(0, 1_000).mapToObj(number -> new Ref("\"" + number + "\""))
            .toList();
    private static final int LONGEST_SMALL = 5;

    /** The ref whose JSON text is at these places, without whitespace. */
    static Ref of(byte[] text, int from, int to) {
        int number = small(text, from, to);
        return number < 0 ? new Ref(new String(text, from, to - from, StandardCharsets.UTF_8)) : SMALL.get(number);
    }

    /** The number between the quotes, if it is one of the small ones and written as we would; else a negative one. */
    private static int small(byte[] text, int from, int to) {
        int digits = to - from - 2;
        if (digits < 1 || to - from > LONGEST_SMALL || text[from] != '"' || (digits > 1 && text[from + 1] == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = from + 1; i < to - 1; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return -1;
            }
            number = number * 10 + text[i] - '0';
        }
        return number;
    }

    /** The value as plain Java, for those who want to show it or send it on. */
    public Object value() {
        return Objects.requireNonNull(JacksonJson.INSTANCE.tree(json.getBytes(StandardCharsets.UTF_8)), "value");
    }
}
