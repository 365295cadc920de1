package dev.redstart.process;

import java.util.Objects;

/**
 * A place for a value of a process's own; see {@link ProcessContext#local(Key)}. Compared by identity, so it is a constant.
 *
 * @param <V> the value
 */
@TrustedImmutable
@SuppressWarnings("UnusedTypeParameter") // it is what makes local() typed
public final class Key<V> {
    private final String name;

    private Key(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** A new key; {@code name} is for people. */
    public static <V> Key<V> of(String name) {
        return new Key<>(name);
    }

    /** The text for people. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
