package dev.redstart.process;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import dev.redstart.telemetry.Counter;
import dev.redstart.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/**
 * One node: the processes of one running system, their names and timers. Several may live in one JVM and know nothing of each other.
 *
 * <p>A node has a first process, which does nothing but be the parent of what is started from outside; closing the node ends it, and with
 * it everything else.
 *
 * <p>Threading: all methods may be called from any thread.
 */
public final class LocalNode implements AutoCloseable {
    /** The first process: traps exits and ignores them. */
    private static final class First implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    /**
     * The system property that makes a node a development node: {@code -Dredstart.dev=true}. Such a node tells, by events, of messages
     * that hold what can be changed ({@link MutableMessage}) and of those that were changed on their way ({@link MessageChanged}), and of
     * calls whose handler forgot to answer ({@link CallNeverAnswered}). That costs a look at every part of every message, twice.
     */
    public static final String DEV_PROPERTY = "redstart.dev";

    /**
     * The system property that limits the zombies of a node, 100 unless said otherwise. A zombie is a process that was ended but whose
     * callback does not return; each holds a thread. When there are more of them at once the node ends ({@link NodeGaveUp}).
     */
    public static final String ZOMBIE_LIMIT_PROPERTY = "redstart.zombie.limit";

    /**
     * The system property that says what follows when a callback meets the end of the heap: {@code exit-node}, unless said otherwise, or
     * {@code kill-process}. Whoever meets it need not be who has filled the heap, so going on is a gamble; better still is to have the JVM
     * end at once, with {@code -XX:+ExitOnOutOfMemoryError}. An {@link OutOfMemoryError} of another kind (threads, direct buffers) is a
     * crash of the process like any other, and a broken JVM ({@link InternalError}) ends the node in any case.
     */
    public static final String OUT_OF_MEMORY_PROPERTY = "redstart.out.of.memory";

    /** The latest creation of any node in this JVM; two nodes may start within one millisecond. */
    private static final AtomicLong CREATIONS = new AtomicLong();

    private final String name;
    private final long creation;
    private final Telemetry telemetry = new Telemetry();
    private final Scheduler scheduler;
    private final Scheduler platformThreads;
    private final SideThreads sideThreads;
    private final Scheduler watchedSideThreads;
    private final NodeRules rules;
    private final @Nullable DevChecks devChecks;
    private final Timers timers;
    private final AtomicLong serials = new AtomicLong();
    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final AtomicInteger zombies = new AtomicInteger();
    private final Set<Slot> awaitedReturns = ConcurrentHashMap.newKeySet();
    private final Counter deadLetters = telemetry.counter("redstart.process.dead.letters");
    private final Counter dropped = telemetry.counter("redstart.process.dropped.messages");
    private final WaitGraph<LocalPid> blockedSenders = new WaitGraph<>();
    private final Map<String, LocalProcess<?, ?>> names = new ConcurrentHashMap<>();
    private final ProcessKind<Boolean, TaskAction> tasks;
    private final ProcessKind<Boolean, TaskAction> cpuTasks;
    private final LocalProcess<Boolean, Object> first;
    private final AtomicBoolean gaveUp = new AtomicBoolean();
    private volatile boolean closing;

    /**
     * An empty node.
     *
     * @param name shows in pids
     */
    public LocalNode(String name) {
        this(name, NodeRules.ofSystemProperties());
    }

    /**
     * An empty node.
     *
     * @param name shows in pids
     * @param dev whether it is a development node, whatever {@link #DEV_PROPERTY} says
     */
    public LocalNode(String name, boolean dev) {
        this(name, NodeRules.ofSystemProperties().dev(dev));
    }

    private LocalNode(String name, NodeRules rules) {
        this(name, Scheduler.workers(), new Timers(new SystemTime(name)), rules);
    }

    LocalNode(String name, Scheduler scheduler, Timers timers, NodeRules rules) {
        this.name = name;
        this.rules = rules;
        this.devChecks = rules.dev() ? new DevChecks(telemetry) : null;
        this.scheduler = timers.watching(scheduler);
        this.platformThreads = timers.watching(Scheduler.platformThreads(name));
        this.sideThreads = new SideThreads(name);
        this.watchedSideThreads = timers.watching(sideThreads);
        var now = InstantSource.system().millis();
        this.creation = CREATIONS.updateAndGet(latest -> Math.max(latest + 1, now));
        this.timers = timers;
        var taskServer = new TaskServer();
        this.tasks = new ProcessKind<>(this, this.scheduler, "task", taskServer, Mailbox.unbounded(), false);
        this.cpuTasks = new ProcessKind<>(this, timers.watching(Scheduler.cpuThreads(name)), "cpu task", taskServer,
                Mailbox.unbounded(), false);
        this.first = new LocalProcess<>(
                new ProcessKind<>(this, this.scheduler, "first", new First(), Mailbox.unbounded(), true), true, null);
        first.joinParent(true);
        telemetry.counter(ProcessCrashed.NAME); // shows as 0 before the first
        telemetry.gauge("redstart.processes", this::processCount);
        telemetry.gauge("redstart.process.zombies", zombies::get);
    }

    // ---- what users call ----------------------------------------------------------------------------------------------------------

    /** The name of the node. */
    public String name() {
        return name;
    }

    /** Differs at every start of a node of that name. */
    public long creation() {
        return creation;
    }

    /** Where everything on this node tells about itself. */
    public Telemetry telemetry() {
        return telemetry;
    }

    /**
     * Starts a process whose parent is the node's first process, and waits for its {@code init}.
     *
     * @return empty if {@code init} chose to be ignored
     * @throws StartException if it did not start
     */
    public <M> Optional<ProcessRef<M>> start(ProcessSpec<?, M> spec) {
        Activation.checkMayBlock();
        return start(spec, first);
    }

    /**
     * A kind: what many processes have in common; see {@link ProcessKind}.
     *
     * @param trapExit whether its processes trap exits from the start
     */
    public <S, M> ProcessKind<S, M> kind(String label, GenServer<S, M> server, Mailbox mailbox, boolean trapExit) {
        return new ProcessKind<>(this, scheduler, label, server, mailbox, trapExit);
    }

    /** The process that holds {@code wanted}, if there is one. */
    @SuppressWarnings("unchecked") // register takes a Name<M> only together with a process of M
    public <M> Optional<ProcessRef<M>> whereis(Name<M> wanted) {
        var holder = names.get(wanted.value());
        return holder == null || holder.hasEnded() ? Optional.empty() : Optional.of((ProcessRef<M>) holder);
    }

    /** The holder of {@code wanted}, resolved anew at every use. */
    public <M> ProcessRef<M> ref(Name<M> wanted) {
        return new NamedRef<>(this, wanted);
    }

    /** Sends an exit signal from outside of any process. {@link ExitReason#KILL} cannot be trapped. */
    public void exit(Pid target, ExitReason reason) {
        Activation.checkFence();
        local(target).exitSignal(first, Objects.requireNonNull(reason, "reason"));
    }

    /** Asks {@code target} to end and blocks until it has; kills it after {@code timeout}. See {@link ProcessContext#stop}. */
    public ExitReason stop(Pid target, ExitReason reason, Duration timeout) {
        Activation.checkMayBlock();
        return Stopping.stop(first, local(target), reason, timeout);
    }

    /** Sends {@code message} after {@code delay}; see {@link ProcessContext#sendAfter}. */
    public <M> TimerRef sendAfter(Duration delay, ProcessRef<M> target, M message) {
        Activation.checkFence();
        Objects.requireNonNull(target, "target");
        return timers.schedule(delay, target instanceof LocalProcess<?, ?> process ? process : null,
                new Delivery<>(this, target, Objects.requireNonNull(message, "message")));
    }

    /** The node's clock: nanoseconds, of which only differences mean anything. What is measured on this node is measured by it. */
    public long nanoTime() {
        return timers.nanoTime();
    }

    /** The node's wall clock, for people to read. */
    public Instant instant() {
        return timers.instant();
    }

    /**
     * A future that completes with the exit reason when {@code target} has ended, on a virtual thread; with {@link ExitReason.NoProc} if it had
     * ended before, so ask before it can.
     */
    public CompletionStage<ExitReason> whenEnded(Pid target) {
        var watch = new EndWatch(local(target));
        if (!watch.target.attach(watch)) {
            watch.down(ExitReason.NO_PROC);
        }
        return watch.stage();
    }

    /**
     * Blocks until the last callback of a process that has ended has returned. Until then it may still do things outside of the runtime.
     *
     * @return false if it has not returned in time
     * @throws IllegalArgumentException if the process lives
     */
    public boolean awaitReturn(Pid ended, Duration timeout) {
        Activation.checkMayBlock();
        var process = local(ended);
        if (process.isAlive()) {
            throw new IllegalArgumentException(
                    ended + " lives: only the last callback of one that has ended is awaited");
        }
        var slot = new Slot(process);
        awaitedReturns.add(slot);
        try {
            return process.awaitReturn(slot, Slot.nanos(timeout));
        } finally {
            awaitedReturns.remove(slot);
        }
    }

    /** The process as it is at this moment. */
    public ProcessInfo info(Pid target) {
        return local(target).info();
    }

    /** Looks into {@code target}. */
    public Inspector inspector(Pid target) {
        return Inspector.of((LocalProcess<?, ?>) local(target));
    }

    /** The names {@code target} holds. */
    public List<String> names(Pid target) {
        return local(target).heldNames();
    }

    /**
     * The living children of {@code parent}, in the order they were started. Those that have outlived their parent are among the children of
     * the {@link #first} process.
     */
    public List<Pid> children(Pid parent) {
        return local(parent).livingChildren();
    }

    /** The node's first process: the root of everything. */
    public Pid first() {
        return first;
    }

    LocalPid firstProcess() {
        return first;
    }

    /** Processes alive, the first one not counted. */
    public long processCount() {
        return started.sum() - ended.sum();
    }

    /** Kills every process, whether it traps exits or not; what should end in good order is stopped before. */
    @Override
    public void close() {
        closing = true;
        first.exitSignal(first, ExitReason.KILL);
        timers.close();
    }

    // ---- what the package calls ---------------------------------------------------------------------------------------------------

    <M> Optional<ProcessRef<M>> start(ProcessSpec<?, M> spec, LocalPid parent) {
        Activation.checkFence();
        return awaitStart(spec, begin(spec, parent, true));
    }

    <M> Optional<Monitored<M>> startMonitored(ProcessSpec<?, M> spec, LocalPid watcher) {
        Activation.checkFence();
        var begun = begin(spec, watcher, false);
        var monitor = monitorOf(watcher, begun.process);
        var started = false;
        try {
            var ref = awaitStart(spec, begun);
            started = ref.isPresent();
            return ref.map(known -> new Monitored<>(known, monitor));
        } finally {
            if (!started) {
                watcher.stopMonitor(monitor);
            }
        }
    }

    private static ProcessMonitor monitorOf(LocalPid watcher, LocalProcess<?, ?> begun) {
        try {
            return watcher.startMonitor(begun);
        } catch (ProcessExit e) {
            begun.abandonStart();
            begun.wake(); // whoever has a first message has a first activation, and if only to see that it has ended
            throw e;
        }
    }

    /** A process that will run its {@code init} first. */
    private record Begun<M>(LocalProcess<?, M> process, StartSlot slot) {}

    private <S, M> Begun<M> begin(ProcessSpec<S, M> spec, LocalPid parent, boolean linked) {
        var process = newProcess(spec, parent);
        var slot = new StartSlot(process);
        process.attach(slot);
        process.seed(new SystemMessage.Start(slot, spec)); // before anybody can find the process by its name and send to it
        claim(spec, process).ifPresent(holder -> {
            throw new StartException(spec.label(), new ExitReason.Custom(new StartException.AlreadyStarted(holder)),
                    null);
        });
        process.joinParent(linked);
        return new Begun<>(process, slot);
    }

    @SuppressWarnings("unchecked") // the state of a direct spec is its body
    private <S, M> LocalProcess<S, M> newProcess(ProcessSpec<S, M> spec, LocalPid parent) {
        var threads = spec.isOnPlatformThreads() ? platformThreads : scheduler;
        var kind = new ProcessKind<S, M>(this, threads, spec.label(), null, spec.mailbox(), false);
        return spec.isDirect()
                ? (LocalProcess<S, M>) new LocalDirectProcess<>((ProcessKind<DirectProcess<M>, M>) kind, parent,
                        spec.isOnPlatformThreads())
                : new LocalProcess<>(kind, null, parent);
    }

    private static <M> Optional<Pid> claim(ProcessSpec<?, M> spec, LocalProcess<?, M> process) {
        try {
            return spec.claim(process);
        } catch (RuntimeException e) { // its registry does not run, or cannot take that key
            throw new StartException(spec.label(), ExitReason.Crash.of(e), null);
        }
    }

    private static <M> Optional<ProcessRef<M>> awaitStart(ProcessSpec<?, M> spec, Begun<M> begun) {
        var process = begun.process;
        var slot = begun.slot;
        try {
            process.wake();
        } catch (StackOverflowError e) {
            process.abandonStart();
            throw e;
        }
        var limit = spec.startTimeout();
        return switch (awaitOutcome(process, slot, limit == null ? Long.MAX_VALUE : Slot.nanos(limit))) {
            case StartSlot.Outcome.STARTED -> Optional.of(process);
            case StartSlot.Outcome.IGNORED -> Optional.empty();
            case Slot.Ended(var reason) -> throw new StartException(spec.label(), reason, process);
            case null, default -> {
                process.abandonStart();
                throw new StartException(spec.label(), new ExitReason.Timeout("init"), process);
            }
        };
    }

    private static @Nullable Object awaitOutcome(LocalProcess<?, ?> process, StartSlot slot, long nanos) {
        try {
            return slot.await(nanos);
        } catch (CallException.CallInterrupted e) {
            process.abandonStart(); // nobody would ever know of it
            throw e;
        }
    }

    /** @return who has the name already, or empty if {@code process} has it now */
    <M> Optional<Pid> register(Name<M> wanted, LocalProcess<?, M> process) {
        for (;;) {
            var holder = names.putIfAbsent(wanted.value(), process);
            if (holder == null) {
                break;
            }
            if (!holder.hasEnded()) {
                return Optional.of(holder);
            }
            if (names.replace(wanted.value(), holder, process)) { // it is ending; its own release finds another holder
                break;
            }
        }
        if (!process.remember(new HeldName(wanted, process))) {
            release(wanted, process);
        }
        return Optional.empty();
    }

    void release(Name<?> held, LocalPid process) {
        names.remove(held.value(), process);
    }

    @Nullable
    DevChecks devChecks() {
        return devChecks;
    }

    ProcessKind<Boolean, TaskAction> tasks() {
        return tasks;
    }

    ProcessKind<Boolean, TaskAction> cpuTasks() {
        return cpuTasks;
    }

    Timers timers() {
        return timers;
    }

    void closeAside(Runnable closing) {
        watchedSideThreads.submit(closing);
    }

    SideThreads sideThreads() {
        return sideThreads;
    }

    AtomicInteger zombies() {
        return zombies;
    }

    void zombieFound() {
        var now = zombies.incrementAndGet();
        if (now > rules.zombieLimit()) {
            giveUp("it has " + now + " zombies, callbacks that do not return after the end of their process; at most "
                    + rules.zombieLimit() + " are allowed (" + ZOMBIE_LIMIT_PROPERTY + ")");
        }
    }

    /** The last callback of {@code process} has returned. */
    void returned(LocalPid process) {
        for (var slot : awaitedReturns) {
            if (slot.target.equals(process)) {
                slot.complete(process);
            }
        }
    }

    /** A callback has met an error that may say more about the JVM than about the callback. */
    void met(Throwable thrown) {
        switch (thrown) {
            case StackOverflowError _ -> {}
            case OutOfMemoryError error -> {
                if (rules.outOfMemory() == NodeRules.OutOfMemory.EXIT_NODE && isOfHeap(error)) {
                    giveUp("the heap is exhausted (" + OUT_OF_MEMORY_PROPERTY + "): " + error.getMessage());
                }
            }
            case VirtualMachineError error -> giveUp("the JVM is broken: " + UserText.of(error::toString));
            default -> {}
        }
    }

    private static boolean isOfHeap(OutOfMemoryError error) {
        var message = error.getMessage();
        return message != null && (message.contains("heap space") || message.contains("GC overhead"));
    }

    private void giveUp(String why) {
        if (!closing && gaveUp.compareAndSet(false, true)) {
            try {
                telemetry.emit(new NodeGaveUp(name, why));
                Thread.ofPlatform().name("redstart-give-up-" + name).start(this::close);
            } catch (RuntimeException | Error _) { // no memory, for the event or the thread
                gaveUp.set(false); // whoever comes next tries again
            }
        }
    }

    long nextSerial() {
        return serials.getAndIncrement();
    }

    void started() {
        started.increment();
    }

    void ended() {
        ended.increment();
    }

    void deadLetter() {
        deadLetters.increment();
    }

    void dropped(int messages) {
        dropped.add(messages);
    }

    WaitGraph<LocalPid> blockedSenders() {
        return blockedSenders;
    }

    boolean isClosing() {
        return closing;
    }

    LocalPid local(Pid pid) {
        var process = (LocalPid) pid;
        if (process.node() != this) {
            throw new IllegalArgumentException(pid + " is no process of node " + name);
        }
        return process;
    }

    @Override
    public String toString() {
        return name;
    }
}
