package dev.redstart.process.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.redstart.process.ExitReason;
import dev.redstart.process.Key;
import dev.redstart.process.LocalNode;
import dev.redstart.process.MonitorRef;
import dev.redstart.process.Monitored;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.Signal;
import dev.redstart.process.TimerRef;

/**
 * The context of a {@link GenServerTester}: writes down what it is asked for. A probe lends it an identity, names and monitors; what would
 * need a process of its own is refused.
 *
 * <p>Threading: the test's thread.
 */
final class RecordingContext<M> implements ProcessContext<M> {
    /** An address that is nobody's: what is sent there goes to {@code sink}. */
    private record Address<T>(Pid pid, Consumer<? super T> sink) implements ProcessRef<T> {
        @Override
        public void tell(T message) {
            sink.accept(message);
        }

        @Override
        public <R> R call(Function<? super ReplyTo<R>, ? extends T> message, Duration timeout) {
            throw refused("to call itself");
        }

        @Override
        public <R> CompletionStage<R> ask(Function<? super ReplyTo<R>, ? extends T> message, Duration timeout) {
            throw refused("to ask itself");
        }
    }

    private final TestProbe<M> stand;
    private final LocalNode node;
    private final List<Effect> effects = new ArrayList<>();
    private final List<Object> fired = new ArrayList<>();
    private final Map<Key<?>, Object> locals = new HashMap<>();

    RecordingContext(TestProbe<M> stand, LocalNode node) {
        this.stand = stand;
        this.node = node;
    }

    private static UnsupportedOperationException refused(String what) {
        return new UnsupportedOperationException(
                "a GenServerTester runs callbacks without a process and cannot be used " + what
                        + ": use a TestRuntime");
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    /** What was done since the last time. */
    List<Effect> takeEffects() {
        var taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }

    /** Messages and {@link Signal}s of timers that have fired since the last time. */
    List<Object> takeFired() {
        var taken = List.copyOf(fired);
        fired.clear();
        return taken;
    }

    // ---- who --------------------------------------------------------------------------------------------------------------------

    @Override
    public ProcessRef<M> self() {
        return new Address<>(pid(), message -> add(new Effect.ToldSelf(message)));
    }

    @Override
    public Pid pid() {
        return stand.pid();
    }

    @Override
    public LocalNode node() {
        return node;
    }

    @Override
    public Pid parent() {
        return node.first();
    }

    @Override
    public List<Pid> ancestors() {
        return List.of(parent());
    }

    @Override
    public List<Pid> callers() {
        return List.of();
    }

    @Override
    public List<Pid> children() {
        return List.of();
    }

    @Override
    public void label(String label) {
        add(new Effect.Labelled(label));
    }

    @Override
    public Optional<Pid> register(Name<M> name) {
        var holder = stand.run(context -> context.register(name));
        if (holder.isEmpty()) {
            add(new Effect.Registered(name));
        }
        return holder;
    }

    @Override
    @SuppressWarnings("unchecked") // local(key, value) puts nothing else there
    public <V> Optional<V> local(Key<V> key) {
        return Optional.ofNullable((V) locals.get(key));
    }

    @Override
    public <V> void local(Key<V> key, V value) {
        locals.put(key, value);
    }

    @Override
    public void breathe() {
        // there is nobody else to let in
    }

    // ---- others -----------------------------------------------------------------------------------------------------------------

    @Override
    public void trapExit(boolean trap) {
        add(new Effect.TrapsExit(trap));
    }

    @Override
    public void link(Pid other) {
        add(new Effect.Linked(other));
    }

    @Override
    public void unlink(Pid other) {
        add(new Effect.Unlinked(other));
    }

    @Override
    public MonitorRef monitor(Pid target) {
        var ref = stand.watch(target);
        add(new Effect.Monitored(target, ref));
        return ref;
    }

    @Override
    public MonitorRef monitor(Name<?> name) {
        var ref = stand.run(context -> context.monitor(name));
        add(new Effect.MonitoredName(name, ref));
        return ref;
    }

    @Override
    public void demonitor(MonitorRef ref) {
        stand.act(context -> context.demonitor(ref));
        add(new Effect.Demonitored(ref));
    }

    @Override
    public void exit(Pid target, ExitReason reason) {
        add(new Effect.Exited(target, reason));
    }

    @Override
    public <R extends AutoCloseable> R own(R resource) {
        add(new Effect.Owned(resource));
        return resource;
    }

    @Override
    public void disown(AutoCloseable resource) {
        add(new Effect.Disowned(resource));
    }

    @Override
    public <T> Optional<ProcessRef<T>> startLink(ProcessSpec<?, T> spec) {
        throw refused("to start " + spec.label());
    }

    @Override
    public <T> Optional<Monitored<T>> startMonitor(ProcessSpec<?, T> spec) {
        throw refused("to start " + spec.label());
    }

    @Override
    public ExitReason stop(Pid target, ExitReason reason, Duration timeout) {
        throw refused("to stop " + target);
    }

    @Override
    public Map<Pid, ExitReason> stopAll(Map<Pid, Duration> budgets, ExitReason reason) {
        throw refused("to stop " + budgets.keySet());
    }

    // ---- timers -----------------------------------------------------------------------------------------------------------------

    @Override
    public TimerRef sendAfter(Duration delay, M message) {
        return started(node.sendAfter(delay, new Address<M>(pid(), fired::add), message), delay, message);
    }

    @Override
    public <T> TimerRef sendAfter(Duration delay, ProcessRef<T> target, T message) {
        return started(node.sendAfter(delay, target, message), delay, message);
    }

    @Override
    public TimerRef startTimer(Duration delay, Object term) {
        var self = new TimerRef[1];
        self[0] = node.sendAfter(delay, new Address<>(pid(), it -> fired.add(new Signal.TimerFired(self[0], it))),
                term);
        return started(self[0], delay, term);
    }

    private TimerRef started(TimerRef ref, Duration delay, Object what) {
        add(new Effect.TimerStarted(ref, delay, what));
        return ref;
    }
}
