package dev.redstart.channels.presence;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;

import dev.redstart.channels.JsonForm;
import dev.redstart.channels.Payload;
import dev.redstart.channels.serializer.JsonPayloads;
import dev.redstart.pubsub.presence.Entry;
import org.jspecify.annotations.Nullable;

/**
 * One presence of somebody: one device, one tab. As JSON the fields of the payload with {@code phx_ref} among them, and after an update
 * {@code phx_ref_prev}.
 *
 * @param phxRef names this version of it, on all nodes
 * @param phxRefPrev names the version it is an update of; null if it is none
 * @param payload what it was tracked or updated with
 */
public record Meta(String phxRef, @Nullable String phxRefPrev, Payload payload) implements JsonForm {
    static final String REF = "phx_ref";
    static final String PREVIOUS = "phx_ref_prev";

    public Meta {
        Objects.requireNonNull(phxRef, "phxRef");
        Objects.requireNonNull(payload, "payload");
    }

    static Meta of(Entry entry) {
        return new Meta(entry.ref(), entry.previousRef().orElse(null), (Payload) entry.meta());
    }

    /** The text in its field {@code name}; empty if it is no text or missing. */
    public Optional<String> text(String name) {
        return payload.text(name);
    }

    @Override
    public Object toJson() {
        var refs = LinkedHashMap.<String, String>newLinkedHashMap(2);
        refs.put(REF, phxRef);
        if (phxRefPrev != null) {
            refs.put(PREVIOUS, phxRefPrev);
        }
        return JsonPayloads.with(payload, refs);
    }
}
