package dev.redstart.channels;

import java.util.Objects;
import java.util.function.Supplier;

/** One line of {@link Routes}: the topics that match its pattern belong to its channel class. Immutable. */
public final class Route {
    private final String pattern;
    private final boolean prefix;
    private final Class<?> channel;
    private final Supplier<? extends Channel<?, ?>> factory;
    private final EventTypes events;

    Route(String pattern, Class<?> channel, Supplier<? extends Channel<?, ?>> factory) {
        var star = pattern.indexOf('*');
        if (pattern.isEmpty() || (star >= 0 && star != pattern.length() - 1)) {
            throw new IllegalArgumentException(
                    "a topic pattern must be a topic, or a beginning of topics followed by one *, was \""
                            + pattern + "\"");
        }
        this.pattern = pattern;
        this.prefix = star >= 0;
        this.channel = Objects.requireNonNull(channel, "channel");
        this.factory = Objects.requireNonNull(factory, "factory");
        this.events = EventTypes.of(channel);
    }

    /** As it was written, for example {@code room:*}. */
    public String pattern() {
        return pattern;
    }

    /** The channel class. */
    public Class<?> channel() {
        return channel;
    }

    /** The events its clients may push. */
    public EventTypes events() {
        return events;
    }

    /** Makes the channel for one join; code of the application. */
    public Channel<?, ?> newChannel() {
        return Objects.requireNonNull(factory.get(),
                () -> "the factory of route " + pattern + " made null instead of a " + channel.getName());
    }

    boolean matches(String topic) {
        return prefix ? topic.regionMatches(0, pattern, 0, pattern.length() - 1) : topic.equals(pattern);
    }

    /** Whether every topic {@code later} matches is one that this route matches. */
    boolean covers(Route later) {
        return later.prefix
                ? prefix && matches(later.pattern.substring(0, later.pattern.length() - 1))
                : matches(later.pattern);
    }

    @Override
    public String toString() {
        return pattern + " -> " + channel.getSimpleName();
    }
}
