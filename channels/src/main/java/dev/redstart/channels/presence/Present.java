package dev.redstart.channels.presence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.redstart.channels.JsonForm;
import dev.redstart.pubsub.presence.Entry;

/**
 * Somebody who is there, under one key. As JSON {@code metas}, and the fields beside it. Immutable.
 *
 * @param metas one for each device, the oldest first
 * @param fields what {@link Fetch} has added
 */
public record Present(List<Meta> metas, Map<String, Object> fields) implements JsonForm {
    private static final String METAS = "metas";

    public Present {
        metas = List.copyOf(metas);
        fields = Map.copyOf(fields);
        if (fields.containsKey(METAS)) {
            throw new IllegalArgumentException("a field beside metas must not be called metas");
        }
    }

    static Present of(List<Entry> entries) {
        return new Present(entries.stream().map(Meta::of).toList(), Map.of());
    }

    /** With one more field beside the metas. */
    public Present with(String name, Object value) {
        var more = new LinkedHashMap<>(fields);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new Present(metas, more);
    }

    @Override
    public Object toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put(METAS, metas);
        json.putAll(fields);
        return json;
    }
}
