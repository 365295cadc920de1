package dev.redstart.process;

/**
 * What a {@link Registry} tells its listeners. For one key the events come in the order of what they tell.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public sealed interface RegistryEvent<K, V> {
    /** The registry's name. */
    String registry();

    /** The key. */
    K key();

    /** The process. */
    Pid pid();

    /** A process has registered itself, with that value. */
    record Registered<K, V>(String registry, K key, Pid pid, V value) implements RegistryEvent<K, V> {}

    /** A process is not registered any more: it took that back, it has ended, or the registry has. */
    record Unregistered<K, V>(String registry, K key, Pid pid) implements RegistryEvent<K, V> {}
}
