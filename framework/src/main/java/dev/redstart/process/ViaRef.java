package dev.redstart.process;

/** A key of a registry. */
record ViaRef<K, M>(Registry<K, ?, M> registry, K key) implements ResolvedRef<M> {
    @Override
    public ProcessRef<M> resolve() {
        return registry.whereis(key).orElseThrow(() -> new CallException.NoProcess("registered as " + this));
    }

    @Override
    public String toString() {
        return registry.name() + "/" + key;
    }
}
