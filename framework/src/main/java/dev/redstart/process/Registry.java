package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Processes by key, each with a value. {@link #unique} has at most one process per key and so gives addresses by key; {@link #duplicate}
 * has any number, also one process several times. Processes register themselves, and are gone when they end: whoever has heard of an end
 * does not find the process any more (OTP.md 1.12).
 *
 * {@snippet :
 * static final Registry<String, Integer, Room.Message> ROOMS = Registry.unique("rooms");
 *
 * supervisor("chat").strategy(REST_FOR_ONE).child(ChildSpec.registry(ROOMS)).child(rooms);   // before those who use it
 * ROOMS.register(context, "lobby", 0);                                                       // in a callback of a room,
 * ProcessSpec.of("room", Room::new).registered(ROOMS, "lobby", 0);                           // or with its start
 * ROOMS.via("lobby").tell(new Room.Say("hello"));                                            // from anywhere
 * }
 *
 * <p>A registry is data, not a process: looking something up takes no lock and waits for nobody. It runs while the child of its supervisor
 * does, on that child's node. Before and after, nothing is found in it and registering fails. When its child ends what was registered is
 * forgotten, and the processes live on without.
 *
 * <p>A key with many processes costs each change of it a copy of that key's list; thousands of subscribers to one topic are the business
 * of a pubsub.
 *
 * <p>Threading: methods that take a {@link ProcessContext} run in that process's callbacks, all others on any thread.
 *
 * @param <K> the keys: immutable values
 * @param <V> the values, seen by all who look them up, so immutable, too
 * @param <M> the messages the registered processes understand
 */
@SuppressWarnings("ReferenceEquality") // a process is its identity
public final class Registry<K, V, M> {
    /**
     * A registered process.
     *
     * @param process its address
     * @param value what it has registered with, or has set later
     */
    public record Entry<K, V, M>(K key, ProcessRef<M> process, V value) {}

    /**
     * The name of something a registry knows about itself. Declare it once as a constant.
     *
     * @param <T> what it is
     */
    @SuppressWarnings("UnusedTypeParameter") // it types what is found under the name
    public record Meta<T>(String name) {}

    /** A lock was not free in time. */
    public static final class LockTimeout extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LockTimeout(Registry<?, ?, ?> registry, Object key, String holder, Duration timeout) {
            super("registry " + registry.name() + ": the lock of key " + key + " was not free within "
                    + timeout.toMillis() + " ms, it is held by " + holder);
        }
    }

    private final String name;
    private final boolean unique;
    private final RegistryListeners<K, V> listeners = new RegistryListeners<>();
    /** Its present life; null while it does not run. */
    private final AtomicReference<@Nullable RegistryTable<K, V, M>> table = new AtomicReference<>();

    private Registry(String name, boolean unique) {
        this.name = Objects.requireNonNull(name, "name");
        this.unique = unique;
    }

    /** At most one process per key. */
    public static <K, V, M> Registry<K, V, M> unique(String name) {
        return new Registry<>(name, true);
    }

    /** Any number of processes per key. */
    public static <K, V, M> Registry<K, V, M> duplicate(String name) {
        return new Registry<>(name, false);
    }

    /** The name, for people. */
    public String name() {
        return name;
    }

    /** The process whose life is the registry's; a supervisor starts it. A registry runs once at a time, on one node. */
    public ProcessSpec<?, ?> lifetime() {
        return ProcessSpec.of(name, () -> new RegistryServer(this));
    }

    // ---- what a process does about itself -----------------------------------------------------------------------------------------

    /**
     * Registers the calling process under {@code key}, until it unregisters or ends. In a duplicate registry each call adds an entry.
     *
     * @return empty, or the process that has the key of a unique registry already, which may be the calling one
     * @throws IllegalStateException if the registry does not run
     * @throws IllegalArgumentException if it runs on another node
     */
    public Optional<Pid> register(ProcessContext<M> context, K key, V value) {
        return register(caller(context), key, value);
    }

    Optional<Pid> register(LocalProcess<?, M> owner, K key, V value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        var running = running();
        if (running.node != owner.node()) {
            throw new IllegalArgumentException("registry " + name + " runs on node " + running.node + ", so " + owner
                    + " of node " + owner.node() + " cannot register in it");
        }
        return running.add(new Registration<>(running, key, owner, value));
    }

    /**
     * Takes back all entries of the calling process under {@code key}.
     *
     * @return how many there were
     */
    public int unregister(ProcessContext<M> context, K key) {
        var owner = caller(context);
        var own = under(key).filter(entry -> entry.owner == owner).toList();
        for (var entry : own) {
            entry.release();
            owner.forget(entry);
        }
        return own.size();
    }

    /**
     * Changes the value of the calling process. Nobody else can.
     *
     * @return the new value
     * @throws IllegalStateException if the calling process does not hold {@code key}, or if keys are not unique here
     */
    public V updateValue(ProcessContext<M> context, K key, UnaryOperator<V> change) {
        checkUnique("updateValue");
        var owner = caller(context);
        var own = under(key).filter(entry -> entry.owner == owner).findAny()
                .orElseThrow(() -> new IllegalStateException("registry " + name + ": only the holder of " + key
                        + " can update its value, and " + owner + " is not the holder"));
        var changed = Objects.requireNonNull(change.apply(own.value), "changed value");
        own.value = changed;
        return changed;
    }

    private LocalProcess<?, M> caller(ProcessContext<M> context) {
        var process = (LocalProcess<?, M>) context;
        process.checkOwnThread();
        return process;
    }

    // ---- what everybody does ------------------------------------------------------------------------------------------------------

    /** The living processes under {@code key}, in the order they registered. */
    public List<Entry<K, V, M>> lookup(K key) {
        return under(key).map(Registration::entry).toList();
    }

    /** Those of {@link #lookup} whose value is {@code wanted}. */
    public List<Entry<K, V, M>> match(K key, Predicate<? super V> wanted) {
        return under(key).map(Registration::entry).filter(entry -> wanted.test(entry.value)).toList();
    }

    /**
     * The living processes whose key and value are {@code wanted}, in no order. Goes through the whole registry. What comes or goes
     * meanwhile may be there or not.
     */
    public List<Entry<K, V, M>> select(BiPredicate<? super K, ? super V> wanted) {
        var running = table.get();
        return running == null
                ? List.of()
                : living(running.all()).map(Registration::entry)
                        .filter(entry -> wanted.test(entry.key, entry.value)).toList();
    }

    /**
     * The living process under {@code key}.
     *
     * @throws IllegalStateException if keys are not unique here
     */
    public Optional<ProcessRef<M>> whereis(K key) {
        checkUnique("whereis");
        var running = table.get();
        var present = running == null ? List.<Registration<K, V, M>>of() : running.get(key);
        return present.isEmpty() || !present.getFirst().owner.isAlive()
                ? Optional.empty()
                : Optional.of(present.getFirst().owner);
    }

    /**
     * The address of whoever is registered under {@code key}, found anew at every use, so it survives restarts.
     *
     * @throws IllegalStateException if keys are not unique here
     */
    public ProcessRef<M> via(K key) {
        checkUnique("via");
        return new ViaRef<>(this, Objects.requireNonNull(key, "key"));
    }

    /** The values of {@code process} under {@code key}, in the order they were registered. */
    public List<V> values(K key, Pid process) {
        return under(key).filter(entry -> entry.owner == process).map(entry -> entry.value).toList();
    }

    /** The keys {@code process} is registered under, in the order it registered; one it has several times is there several times. */
    public List<K> keys(Pid process) {
        var running = table.get();
        return running == null ? List.of() : running.keysOf((LocalPid) process);
    }

    /** The number of entries. */
    public long count() {
        var running = table.get();
        return running == null ? 0 : running.count();
    }

    /**
     * Calls {@code action} for every living process under {@code key} and its value, on the calling thread. What it throws comes back to
     * the caller, and those after it are not reached.
     *
     * @return how many were reached
     */
    public int dispatch(K key, BiConsumer<? super ProcessRef<M>, ? super V> action) {
        var reached = lookup(key);
        reached.forEach(entry -> action.accept(entry.process, entry.value));
        return reached.size();
    }

    private Stream<Registration<K, V, M>> under(K key) {
        var running = table.get();
        return running == null ? Stream.empty() : living(running.get(key).stream());
    }

    private static <K, V, M> Stream<Registration<K, V, M>> living(Stream<Registration<K, V, M>> entries) {
        return entries.filter(entry -> entry.owner.isAlive());
    }

    private void checkUnique(String what) {
        if (!unique) {
            throw new IllegalStateException(
                    "registry " + name + " may have several processes per key, so it has no " + what);
        }
    }

    /** {@link #locked(Object, Duration, Supplier)} with {@link ProcessRef#DEFAULT_TIMEOUT}. */
    public <R extends @Nullable Object> R locked(K key, Supplier<R> action) {
        return locked(key, ProcessRef.DEFAULT_TIMEOUT, action);
    }

    /**
     * Runs {@code action} while nobody else runs one under the same key of this registry: to look something up and act on it as one. The
     * key need not be registered, and nothing else of a registry waits for such a lock. Those who wait get in in the order they came. Within
     * the action the same process, or the same thread if it runs none, may lock the key again.
     *
     * <p>A process that ends gives up its lock at once, before anybody hears of the end, as it does with its names. Its action may still run
     * for a moment then, beside that of the next; what it does through the runtime has no effect any more, but what it does to other
     * things, a file for example, does. The same holds for every callback of a process that was killed.
     *
     * <p>Two who lock two keys in different orders wait for each other until the time is over.
     *
     * @param timeout how long to wait for the lock; the action itself may take longer
     * @return what {@code action} gives
     * @throws LockTimeout if the lock was not free in time; then the action has not run
     * @throws IllegalStateException if the registry does not run, or ends while this waits; in a process that runs on its IO thread
     * @throws CallException.CallInterrupted if this thread runs no process, and was interrupted while it waited
     */
    public <R extends @Nullable Object> R locked(K key, Duration timeout, Supplier<R> action) {
        Activation.checkMayBlock();
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(action, "action");
        var locks = running().keyLocks();
        var hold = locks.get(key, timeout).orElseThrow(() -> new LockTimeout(this, key, locks.holder(key), timeout));
        try {
            return action.get();
        } finally {
            hold.leave();
        }
    }

    // ---- what a registry knows about itself, and who listens ------------------------------------------------------------------------

    /** Remembers {@code value} until the registry ends. */
    public <T> void putMeta(Meta<T> key, T value) {
        Activation.checkFence();
        running().meta().put(key, Objects.requireNonNull(value, "value"));
    }

    /** What was put under {@code key}. */
    @SuppressWarnings("unchecked") // putMeta takes a Meta<T> only together with a T
    public <T> Optional<T> meta(Meta<T> key) {
        var running = table.get();
        return running == null ? Optional.empty() : Optional.ofNullable((T) running.meta().get(key));
    }

    /** Forgets what was put under {@code key}. */
    public void removeMeta(Meta<?> key) {
        Activation.checkFence();
        running().meta().remove(key);
    }

    /**
     * Sends {@code listener} an event for every entry that comes and goes from now on, in order for one key. Who looks up after the return
     * and then follows the events misses nothing. The limit of its mailbox does not
     * keep events out. They are lost while there is no such process.
     *
     * @return stops it when closed; the end of the listener needs no care
     */
    public AutoCloseable listen(ProcessRef<? super RegistryEvent<K, V>> listener) {
        Activation.checkFence();
        return listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    // ---- what the package calls ---------------------------------------------------------------------------------------------------

    /** @return the node it runs on already, or empty if it runs from now on until {@code lifetime} ends */
    Optional<LocalNode> open(ProcessContext<?> lifetime) {
        var fresh = lifetime.own(new RegistryTable<>(this, lifetime.node()));
        var running = table.compareAndExchange(null, fresh);
        if (running != null) {
            lifetime.disown(fresh);
            return Optional.of(running.node);
        }
        if (fresh.isClosed()) { // it was killed just now, maybe when there was nothing to take away yet
            closed(fresh);
        }
        return Optional.empty();
    }

    void closed(RegistryTable<K, V, M> over) {
        table.compareAndSet(over, null);
    }

    boolean isUnique() {
        return unique;
    }

    void tell(RegistryEvent<K, V> event, List<LocalPid> woken) {
        listeners.tell(event, woken);
    }

    private RegistryTable<K, V, M> running() {
        var running = table.get();
        if (running == null) {
            throw notRunning();
        }
        return running;
    }

    /** Of the present life. */
    KeyLocks<K> keyLocks() {
        return running().keyLocks();
    }

    IllegalStateException notRunning() {
        return new IllegalStateException(
                "registry " + name + " does not run; it is a child its supervisor has to start");
    }

    @Override
    public String toString() {
        return "Registry[" + name + "]";
    }
}
