package dev.redstart.endpoint.limit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code Forwarded} header (RFC 7239 4). A line that breaks its grammar is one hop that hides everything. */
final class ForwardedHeader {
    /** Values are taken also where the grammar wants quotes for them, since many proxies leave these out. */
    private static final Pattern PAIR = Pattern
            .compile(
                    "[ \\t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([^\\s\",;=]+))[ \\t]*");

    /** No chain of proxies needs more, and the pattern takes stack for each character between quotes. */
    private static final int MAX_CHARS = 1_024;

    private final String line;
    private int position;

    private ForwardedHeader(String line) {
        this.line = line;
    }

    /** The hops in their order: that of the nearest proxy is the last. */
    static List<Hop> hops(List<String> lines) {
        var hops = new ArrayList<Hop>();
        lines.forEach(line -> hops.addAll(new ForwardedHeader(line).read().orElse(List.of(Hop.HIDDEN))));
        return hops;
    }

    private Optional<List<Hop>> read() {
        if (line.length() > MAX_CHARS) {
            return Optional.empty();
        }
        var hops = new ArrayList<Hop>();
        while (true) {
            var pairs = element();
            if (pairs.isEmpty()) {
                return Optional.empty();
            }
            if (!pairs.get().isEmpty()) { // a list may have empty elements (RFC 9110 5.6.1)
                hops.add(hop(pairs.get()));
            }
            if (position == line.length()) {
                return Optional.of(hops);
            }
            position++; // the comma
        }
    }

    /** Up to a comma or the end; empty if something else is there. */
    private Optional<Map<String, String>> element() {
        var pairs = new HashMap<String, String>();
        var matcher = PAIR.matcher(line);
        while (true) {
            if (matcher.region(position, line.length()).lookingAt()) {
                var quoted = matcher.group(2);
                var value = quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\(.)", "$1");
                if (pairs.put(matcher.group(1).toLowerCase(Locale.ROOT), value) != null) {
                    return Optional.empty();
                }
                position = matcher.end();
            } else {
                skipBlanks();
            }
            if (position == line.length() || line.charAt(position) == ',') {
                return Optional.of(pairs);
            }
            if (line.charAt(position) != ';') {
                return Optional.empty();
            }
            position++;
        }
    }

    private void skipBlanks() {
        while (position < line.length() && (line.charAt(position) == ' ' || line.charAt(position) == '\t')) {
            position++;
        }
    }

    private static Hop hop(Map<String, String> pairs) {
        return new Hop(Hop.node(pairs.getOrDefault("for", "unknown")), Hop.scheme(pairs.getOrDefault("proto", "")));
    }
}
