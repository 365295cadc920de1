package dev.redstart.process;

/**
 * One entry of a registry: a process under a key.
 *
 * <pre>
 *   WANTED ── add ──▶ LISTED ── the owner takes it back or ends, or the registry ends ──▶ OVER
 *      └──────── the owner ends before it has got into the table ─────────────────────────▲
 * </pre>
 *
 * <p>Threading: {@code state} is written under the table's lock for the key; {@code value} is written by the owner alone.
 */
final class Registration<K, V, M> extends Holding {
    /** Where it stands. */
    enum State {
        WANTED, LISTED, OVER
    }

    final RegistryTable<K, V, M> table;
    final K key;
    final int hash;
    final LocalProcess<?, M> owner;
    volatile V value;
    volatile State state = State.WANTED;

    Registration(RegistryTable<K, V, M> table, K key, LocalProcess<?, M> owner, V value) {
        this.table = table;
        this.key = key;
        this.hash = key.hashCode();
        this.owner = owner;
        this.value = value;
    }

    boolean isListed() {
        return state == State.LISTED;
    }

    Registry.Entry<K, V, M> entry() {
        return new Registry.Entry<>(key, owner, value);
    }

    @Override
    void release() {
        table.remove(this);
    }

    @Override
    public String toString() {
        return table + "/" + key;
    }
}
