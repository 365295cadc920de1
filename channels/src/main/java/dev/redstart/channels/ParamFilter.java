package dev.redstart.channels;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps secrets among params out of logs (PROTOCOL.md 3): the value of a param whose name contains one of the filtered names, at any depth,
 * and a value that itself contains such a name followed by {@code =}, as URLs do. Names are compared as they are written. Immutable.
 */
public final class ParamFilter {
    /** {@code password} and {@code token}. */
    public static final ParamFilter DEFAULT = of("password", "token");

    private static final String FILTERED = "[FILTERED]";

    private final List<String> names;

    private ParamFilter(List<String> names) {
        this.names = names;
    }

    /** Filters these names, and only these. */
    public static ParamFilter of(String... names) {
        return new ParamFilter(List.of(names));
    }

    /** {@code params} with {@code [FILTERED]} in the place of what should not be seen. */
    public Map<String, Object> apply(Map<String, Object> params) {
        var shown = new LinkedHashMap<String, Object>();
        params.forEach((name, value) -> shown.put(name, isSecret(name) ? FILTERED : shown(value)));
        return shown;
    }

    private boolean isSecret(String name) {
        return names.stream().anyMatch(name::contains);
    }

    private Object shown(Object value) {
        return switch (value) {
            case String text -> names.stream().anyMatch(name -> text.contains(name + "=")) ? FILTERED : text;
            case List<?> list -> list.stream().map(this::shown).toList();
            case Map<?, ?> map -> {
                var shown = new LinkedHashMap<String, Object>();
                map.forEach((name, inner) -> shown.put(String.valueOf(name),
                        isSecret(String.valueOf(name)) ? FILTERED : shown(inner)));
                yield shown;
            }
            default -> value;
        };
    }
}
