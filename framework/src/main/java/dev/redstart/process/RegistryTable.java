package dev.redstart.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The entries of a {@link Registry} during one life of it.
 *
 * <p>Threading: any thread. Reading takes no lock: the list of a key is never changed but replaced. Changes of one key happen one after the
 * other, under a lock it shares with other keys. Under it the table is changed first and then the listeners are told, so events keep the
 * order of what they tell, and who begins to listen and looks up afterwards misses nothing.
 *
 * <p>Such a lock is the last one taken: under it nothing of ours blocks or takes another, be it an {@link Extension}, and nobody is
 * scheduled, because that may end an inline process and so release its entries. No foreign code runs under it but {@code equals} and
 * {@code hashCode} of keys and the {@code pid()} of a listener's address.
 */
@SuppressWarnings("ReferenceEquality") // a registration is its identity
final class RegistryTable<K, V, M> implements PromptCloseable {
    private static final int LOCKS = 64;

    final LocalNode node;
    private final Registry<K, V, M> registry;
    private final Map<K, List<Registration<K, V, M>>> entries = new ConcurrentHashMap<>();
    private final Map<Registry.Meta<?>, Object> meta = new ConcurrentHashMap<>();
    private final LongAdder count = new LongAdder();
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();
    private final KeyLocks<K> keyLocks;
    private volatile boolean closed;

    RegistryTable(Registry<K, V, M> registry, LocalNode node) {
        this.registry = registry;
        this.node = node;
        this.keyLocks = new KeyLocks<>(node);
    }

    // ---- reading ------------------------------------------------------------------------------------------------------------------

    /** In the order they came. Some may have ended and be about to disappear. */
    List<Registration<K, V, M>> get(K key) {
        return entries.getOrDefault(key, List.of());
    }

    Stream<Registration<K, V, M>> all() {
        return entries.values().stream().flatMap(List::stream);
    }

    long count() {
        return count.sum();
    }

    Map<Registry.Meta<?>, Object> meta() {
        return meta;
    }

    /** Those of {@link Registry#locked}, with which users order what they do; nothing here asks for them. */
    KeyLocks<K> keyLocks() {
        return keyLocks;
    }

    boolean isClosed() {
        return closed;
    }

    @SuppressWarnings("unchecked") // a registration whose table this is has keys of this table
    List<K> keysOf(LocalPid owner) {
        var keys = new ArrayList<K>();
        if (!owner.isAlive()) {
            return keys;
        }
        for (var holding : owner.holdings()) {
            if (holding instanceof Registration<?, ?, ?> registration && registration.table == this
                    && registration.isListed()) {
                keys.add((K) registration.key);
            }
        }
        return keys;
    }

    // ---- changes ------------------------------------------------------------------------------------------------------------------

    /**
     * The owner gets to know of it before the table does, so that its end, at whatever moment, finds what is to be removed.
     *
     * @return who has the key already, or empty if {@code fresh} is listed now
     */
    Optional<Pid> add(Registration<K, V, M> fresh) {
        if (!fresh.owner.remember(fresh)) {
            throw new ProcessExit(fresh.owner);
        }
        try {
            return locked(fresh, woken -> addLocked(fresh, woken));
        } finally {
            if (!fresh.isListed()) { // also when equals of the key threw
                fresh.owner.forget(fresh);
            }
        }
    }

    private Optional<Pid> addLocked(Registration<K, V, M> fresh, List<LocalPid> woken) {
        if (closed) {
            throw registry.notRunning();
        }
        if (fresh.state == Registration.State.OVER) {
            throw new ProcessExit(fresh.owner);
        }
        var present = get(fresh.key);
        if (registry.isUnique() && !present.isEmpty()) {
            var holder = present.getFirst();
            if (!holder.owner.hasEnded()) {
                return Optional.of(holder.owner);
            }
            unlist(holder, woken); // it is ending, and will find that this is done
        }
        list(fresh, woken);
        return Optional.empty();
    }

    /** Takes it out, or keeps it from getting in. Does nothing the second time. */
    void remove(Registration<K, V, M> gone) {
        locked(gone, woken -> {
            if (gone.isListed()) {
                unlist(gone, woken);
            }
            gone.state = Registration.State.OVER;
            return true;
        });
    }

    private void list(Registration<K, V, M> fresh, List<LocalPid> woken) {
        var more = new ArrayList<>(get(fresh.key));
        more.add(fresh);
        entries.put(fresh.key, List.copyOf(more));
        fresh.state = Registration.State.LISTED;
        count.increment();
        registry.tell(new RegistryEvent.Registered<>(registry.name(), fresh.key, fresh.owner, fresh.value), woken);
    }

    private void unlist(Registration<K, V, M> gone, List<LocalPid> woken) {
        var rest = get(gone.key).stream().filter(other -> other != gone).toList();
        if (rest.isEmpty()) {
            entries.remove(gone.key);
        } else {
            entries.put(gone.key, rest);
        }
        over(gone, woken);
    }

    private void over(Registration<K, V, M> gone, List<LocalPid> woken) {
        gone.state = Registration.State.OVER;
        count.decrement();
        registry.tell(new RegistryEvent.Unregistered<>(registry.name(), gone.key, gone.owner), woken);
    }

    /** The registry ends, and with it all that is registered in it. The map stays as it is, because nobody reads it any more. */
    @Override
    public void close() {
        for (var lock : locks) {
            synchronized (lock) { // whoever adds under it from now on sees this
                closed = true;
            }
        }
        registry.closed(this);
        keyLocks.close();
        all().forEach(this::close);
    }

    private void close(Registration<K, V, M> last) {
        locked(last, woken -> {
            if (last.isListed()) {
                over(last, woken);
            }
            return true;
        });
        last.owner.forget(last);
    }

    @Override
    public String toString() {
        return registry.name();
    }

    private <R> R locked(Registration<K, V, M> changed, Function<List<LocalPid>, R> change) {
        var woken = new ArrayList<LocalPid>(0);
        try {
            synchronized (locks[Math.floorMod(changed.hash ^ (changed.hash >>> 16), LOCKS)]) {
                return change.apply(woken);
            }
        } finally {
            woken.forEach(LocalPid::schedule);
        }
    }
}
