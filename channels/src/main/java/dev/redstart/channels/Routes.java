package dev.redstart.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Which topics exist: patterns, tried in the order they were written, and the channel behind each. A pattern is a topic, or a beginning of
 * topics followed by {@code *} (PROTOCOL.md 10). Immutable.
 *
 * {@snippet :
 * Routes.of("room:*", RoomChannel.class, () -> new RoomChannel(store)).and("lobby", LobbyChannel.class, LobbyChannel::new);
 * }
 */
public final class Routes {
    private final List<Route> routes;

    private Routes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /**
     * One route.
     *
     * @param channel where the types of the events are read from
     * @param factory makes one for every join
     * @throws IllegalArgumentException if the pattern is none, or the channel's events are not what {@link Channel} asks for
     */
    public static <C extends Channel<?, ?>> Routes of(String pattern, Class<C> channel, Supplier<? extends C> factory) {
        return new Routes(List.of(Route.channel(pattern, channel, factory)));
    }

    /** These routes with one more behind them. */
    public <C extends Channel<?, ?>> Routes and(String pattern, Class<C> channel, Supplier<? extends C> factory) {
        var more = new ArrayList<>(routes);
        more.add(Route.channel(pattern, channel, factory));
        return new Routes(more);
    }

    /** One route to channel processes. */
    public static <P extends ChannelProcess<?>> Routes ofProcess(String pattern, Class<P> process,
            Supplier<? extends P> factory) {
        return new Routes(List.of(Route.process(pattern, process, factory)));
    }

    /** These routes with one to channel processes behind them. */
    public <P extends ChannelProcess<?>> Routes andProcess(String pattern, Class<P> process,
            Supplier<? extends P> factory) {
        var more = new ArrayList<>(routes);
        more.add(Route.process(pattern, process, factory));
        return new Routes(more);
    }

    /** The routes in their order. */
    public List<Route> all() {
        return routes;
    }

    /** The first route that matches {@code topic}, or null if none does. */
    public @Nullable Route match(String topic) {
        for (var route : routes) {
            if (route.matches(topic)) {
                return route;
            }
        }
        return null;
    }

    /** Routes that no topic can reach because one before them takes all of theirs; a mistake, though a harmless one. */
    public List<Route> unreachable() {
        var hidden = new ArrayList<Route>();
        for (int i = 1; i < routes.size(); i++) {
            var route = routes.get(i);
            if (routes.subList(0, i).stream().anyMatch(earlier -> earlier.covers(route))) {
                hidden.add(route);
            }
        }
        return hidden;
    }
}
