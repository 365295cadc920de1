package dev.redstart.channels;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The events a channel understands, found from its class when the routes are made: names and the records they become. Immutable.
 */
public final class EventTypes {
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
    /** Handled before any channel sees them. */
    private static final Set<String> RESERVED = Set.of("phx_join", "phx_leave");

    static final EventTypes ANY = new EventTypes(true, Map.of());

    private final boolean dynamic;
    private final Map<String, Class<?>> records;

    private EventTypes(boolean dynamic, Map<String, Class<?>> records) {
        this.dynamic = dynamic;
        this.records = Collections.unmodifiableMap(records);
    }

    /**
     * The events of {@code channel}: its second type argument.
     *
     * @throws IllegalArgumentException if that is neither {@link Event} nor a sealed interface of records with names of their own
     */
    static EventTypes of(Class<?> channel) {
        var type = TypeArguments.find(channel, Channel.class, 1);
        if (type == null) {
            throw new IllegalArgumentException(
                    channel.getName() + " leaves the event type of Channel<S, E> open; declare it as"
                            + " `implements Channel<State, Events>` with a sealed interface of records, or Event");
        }
        var records = new TreeMap<String, Class<?>>();
        if (type != Event.class) {
            collect(type, channel, records);
        }
        return new EventTypes(type == Event.class, records);
    }

    private static void collect(Class<?> type, Class<?> channel, Map<String, Class<?>> records) {
        if (type.isRecord()) {
            add(type, channel, records);
        } else if (type.isSealed() && type.isInterface()) {
            for (var permitted : type.getPermittedSubclasses()) {
                collect(permitted, channel, records);
            }
        } else {
            throw new IllegalArgumentException(
                    "the events of " + channel.getName() + " must be records of a sealed interface, but "
                            + type.getName() + " is neither; for events not known in advance use Event");
        }
    }

    private static void add(Class<?> type, Class<?> channel, Map<String, Class<?>> records) {
        var name = eventName(type.getSimpleName());
        if (RESERVED.contains(name)) {
            throw new IllegalArgumentException("the event " + name + " of " + channel.getName() + " (" + type.getName()
                    + ") belongs to the protocol, name the record otherwise");
        }
        var other = records.put(name, type);
        if (other != null && other != type) {
            throw new IllegalArgumentException(
                    "two events of " + channel.getName() + " are called " + name + ": " + other.getName()
                            + " and " + type.getName());
        }
    }

    /** {@code HTTPGet2} is {@code http_get2}. */
    static String eventName(String recordName) {
        return WORD_START.matcher(recordName).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    /** Whether the channel takes every event, as an {@link Event}. */
    public boolean isDynamic() {
        return dynamic;
    }

    /** The records by event name, in alphabetical order; empty if {@linkplain #isDynamic dynamic}. */
    public Map<String, Class<?>> records() {
        return records;
    }

    /**
     * What a channel gets to handle; runs code of the application, the records' constructors.
     *
     * @return empty if the channel does not know that event
     * @throws InvalidPayloadException if the payload does not fit
     */
    public Optional<Object> decode(String event, Payload payload) {
        if (dynamic) {
            return Optional.of(new Event(event, payload));
        }
        var type = records.get(event);
        return type == null ? Optional.empty() : Optional.of(Constraints.checked(payload.as(type)));
    }
}
