package dev.redstart.telemetry;

import java.util.List;

/** A named number of a running system. */
public sealed interface Meter permits Counter, CounterView, Gauge {
    /** One low-cardinality label: a route pattern, a direction; never a user, a topic or a socket. */
    record Tag(String key, String value) {}

    /** Dotted name, for example {@code redstart.ws.messages}. */
    String name();

    /** The labels, in the order they were given. */
    List<Tag> tags();

    /** The present value. */
    double value();
}
