package dev.redstart.load.gatling;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The figures in what Gatling prints: lines like {@code > join reply | 20 | 20 | 0}. It prints them again and again
 * while it runs, so the last one counts. (Its report holds the same figures in HTML alone, its log in a binary form.)
 * <p>
 * Threading: for one thread at a time.
 */
final class GatlingFigures {
    private static final String NUMBER = "\\s*([\\d,.]+|-)\\s*";
    private static final Pattern LINE = Pattern.compile("> (.+?)\\s*\\|" + NUMBER + "\\|" + NUMBER + "\\|" + NUMBER);

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** A count, or a time in milliseconds, of all requests, of the good and of the failed ones; null where there were none. */
    record Row(@Nullable Double total, @Nullable Double ok, @Nullable Double failed) {}

    /** Takes the figures of a line, if it holds any. */
    void read(String line) {
        var match = LINE.matcher(line);
        if (match.matches()) {
            rows.put(match.group(1), new Row(number(match.group(2)), number(match.group(3)), number(match.group(4))));
        }
    }

    /** By the name Gatling gives them, in the order of their first appearance. */
    Map<String, Row> rows() {
        return rows;
    }

    private static @Nullable Double number(String text) {
        return text.equals("-") ? null : Double.valueOf(text.replace(",", ""));
    }
}
