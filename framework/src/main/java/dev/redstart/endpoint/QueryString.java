package dev.redstart.endpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Decodes a query string the way Plug does, because Phoenix clients write theirs for Plug (PROTOCOL.md 3): {@code a[b]=1} makes a nested map,
 * {@code k[]=v} a list, {@code l[0]=x} a map with the key {@code "0"}; {@code +} and {@code %xx} are decoded, empty segments are skipped, and
 * of two values for one place the later wins. Every leaf is a string.
 *
 * <p>Pure and free of state; any thread may use it.
 */
public final class QueryString {
    /** Levels of nesting a key may ask for. Deeper keys are ignored: no client writes them, and a deep structure is a way to attack. */
    static final int MAX_DEPTH = 32;

    private QueryString() {}

    /**
     * Decodes {@code query}.
     *
     * @param query without the question mark; null or empty for none
     * @return an unmodifiable map of strings, unmodifiable lists and maps of the same kind
     * @throws IllegalArgumentException if a percent escape is malformed
     */
    public static Map<String, Object> decode(@Nullable String query) {
        var params = new LinkedHashMap<String, Object>();
        if (query != null) {
            for (var segment : query.split("&", -1)) {
                addSegment(segment, params);
            }
        }
        return frozenMap(params);
    }

    private static void addSegment(String segment, Map<String, Object> params) {
        if (segment.isEmpty()) {
            return; // phoenix.js writes one for a null value, and a dangling "&" (PROTOCOL.md 3)
        }
        var equals = segment.indexOf('=');
        var key = unescape(equals < 0 ? segment : segment.substring(0, equals));
        var value = equals < 0 ? "" : unescape(segment.substring(equals + 1));
        var path = path(key);
        if (path.size() <= MAX_DEPTH) {
            putInMap(params, path, 0, value);
        }
    }

    private static String unescape(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** {@code a[b][]} is the path a, b, "". A key that does not end in a bracket, or starts with one, is a plain name. */
    private static List<String> path(String key) {
        var open = key.indexOf('[');
        if (open <= 0 || !key.endsWith("]")) {
            return List.of(key);
        }
        var path = new ArrayList<String>();
        path.add(key.substring(0, open));
        Collections.addAll(path, key.substring(open + 1, key.length() - 1).split("\\]\\[", -1));
        return path;
    }

    private static void putInMap(Map<String, Object> map, List<String> path, int at, String value) {
        var name = path.get(at);
        if (at == path.size() - 1) {
            map.put(name, value);
        } else {
            map.put(name, put(map.get(name), path, at + 1, value));
        }
    }

    /** What stands at {@code path[at - 1]} after the value is put below it: {@code present} if it is of the right kind, else a new one. */
    private static Object put(@Nullable Object present, List<String> path, int at, String value) {
        if (path.get(at).isEmpty()) {
            var list = present instanceof List<?> ? list(present) : new ArrayList<Object>();
            list.add(at == path.size() - 1 ? value : put(null, path, at + 1, value));
            return list;
        }
        var map = present instanceof Map<?, ?> ? map(present) : new LinkedHashMap<String, Object>();
        putInMap(map, path, at, value);
        return map;
    }

    @SuppressWarnings("unchecked") // every map in here is ours
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked") // every list in here is ours
    private static List<Object> list(Object node) {
        return (List<Object>) node;
    }

    private static Object frozen(Object node) {
        return switch (node) {
            case Map<?, ?> _ -> frozenMap(map(node));
            case List<?> list -> list.stream().map(QueryString::frozen).toList();
            default -> node;
        };
    }

    private static Map<String, Object> frozenMap(Map<String, Object> map) {
        map.replaceAll((_, node) -> frozen(node));
        return Collections.unmodifiableMap(map);
    }
}
