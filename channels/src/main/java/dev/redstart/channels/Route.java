package dev.redstart.channels;

import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** One line of {@link Routes}: the topics that match its pattern belong to its channel class. Immutable. */
public final class Route {
    private final String pattern;
    private final boolean prefix;
    private final Class<?> channel;
    /** Makes channels, or channel processes. */
    private final Supplier<?> factory;
    /** Null for a channel process, which takes all events as they come. */
    private final @Nullable EventTypes events;

    private Route(String pattern, Class<?> channel, Supplier<?> factory, @Nullable EventTypes events) {
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
        this.events = events;
    }

    static Route channel(String pattern, Class<?> channel, Supplier<? extends Channel<?, ?>> factory) {
        return new Route(pattern, channel, factory, EventTypes.of(channel));
    }

    static Route process(String pattern, Class<?> process, Supplier<? extends ChannelProcess<?>> factory) {
        return new Route(pattern, process, factory, null);
    }

    /** As it was written, for example {@code room:*}. */
    public String pattern() {
        return pattern;
    }

    /** The class of the channel, or of the channel process. */
    public Class<?> channel() {
        return channel;
    }

    /** Whether it makes {@linkplain ChannelProcess channel processes}. */
    public boolean isProcess() {
        return events == null;
    }

    /** The events its clients may push; of a channel process nothing is known. */
    public EventTypes events() {
        return events == null ? EventTypes.ANY : events;
    }

    /** Makes the {@link Channel} for one join, or the {@link ChannelProcess}; code of the application. */
    public Object newChannel() {
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
