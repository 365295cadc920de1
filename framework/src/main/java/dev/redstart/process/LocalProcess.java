package dev.redstart.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A process of this node: identity, address, mailbox and the loop that runs its {@link GenServer}, in one object, because there are
 * millions of them.
 *
 * <p>A signal that ends the process is applied at once, by the sender's thread ({@link #die}); everything else goes through the mailbox.
 *
 * <p>Threading: {@code flags} and {@code extension} are shared and changed by CAS; {@code state} and {@code idleGeneration} belong to the
 * running activation, and the inbox hands them from one activation to the next; siblings are guarded by the parent's extension.
 */
@SuppressWarnings("ReferenceEquality") // a process is its identity
non-sealed class LocalProcess<S, M> extends Inbox implements Pid, ProcessRef<M>, ProcessContext<M>, Runnable {
    /** Messages handled before others get a turn. */
    private static final int BUDGET = 64;

    private static final int ENDED_FLAG = 1;
    private static final int TRAP_EXIT = 2;
    private static final int LINKED_TO_PARENT = 4;
    private static final int FENCED = 8;
    private static final int ZOMBIE = 16;
    /** {@code init} is done, so {@code terminate} is due. */
    private static final int STARTED = 32;

    private static final VarHandle FLAGS;
    private static final VarHandle EXTENSION;

    static {
        try {
            var lookup = MethodHandles.lookup();
            FLAGS = lookup.findVarHandle(LocalProcess.class, "flags", int.class);
            EXTENSION = lookup.findVarHandle(LocalProcess.class, "extension", Extension.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ProcessKind<S, M> kind;
    private final long serial;
    private final LocalProcess<?, ?> parent;
    @Nullable
    LocalProcess<?, ?> nextSibling;
    @Nullable
    LocalProcess<?, ?> previousSibling;

    private volatile int flags;
    private volatile @Nullable Extension extension;
    /** The thread of the running activation. */
    private volatile @Nullable Thread runner;

    private int idleGeneration;
    private @Nullable S state;

    LocalProcess(ProcessKind<S, M> kind, @Nullable S state, @Nullable LocalProcess<?, ?> parent) {
        this.kind = kind;
        this.state = state;
        this.serial = kind.node.nextSerial();
        this.parent = parent == null ? this : parent;
        this.flags = (kind.trapExit ? TRAP_EXIT : 0) | (kind.isStarted() ? STARTED : 0);
    }

    // ---- life: start -------------------------------------------------------------------------------------------------------------

    /** Links to the parent, or ends at once when the parent has ended. Before anybody else can know this process. */
    void joinParent() {
        kind.node.started();
        if (parent == this) {
            return;
        }
        flags |= LINKED_TO_PARENT;
        var extension = parent.extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.addChild(this);
                return;
            }
        }
        flags &= ~LINKED_TO_PARENT;
        die(ExitReason.NO_PROC, null);
    }

    private Next<S> init(SystemMessage.Start start) throws Exception {
        var starter = start.starter();
        var result = kind.start(start.spec()).init(this);
        if (result instanceof InitResult.Started<S>(var first, var idleAfter, var continuation)) {
            raise(STARTED);
            state = first;
            detach(starter);
            starter.complete(StartSlot.Outcome.STARTED);
            return new Next.Go<>(first, idleAfter, continuation);
        }
        var quietly = !(result instanceof InitResult.Stopped);
        if (quietly) {
            lower(LINKED_TO_PARENT);
        }
        switch (result) {
            case InitResult.Ignored<S>() -> {
                detach(starter);
                die(ExitReason.NORMAL, null);
                starter.complete(StartSlot.Outcome.IGNORED);
            }
            case InitResult.Stopped<S>(var reason) -> die(reason, reason.isExpected() ? null : report(reason, "init"));
            case InitResult.Failed<S>(var reason) -> die(reason, null);
            case null, default ->
                throw new IllegalStateException("init of " + kind.label + " returned null instead of an InitResult");
        }
        return Next.same();
    }

    // ---- life: the mailbox and the loop -------------------------------------------------------------------------------------------

    /** Puts a user message into the mailbox, by the rule of the mailbox if it is full. */
    private void pushMessage(Object message) {
        switch (push(message, kind.mailbox.capacity())) {
            case QUEUED -> {}
            case WOKE -> schedule();
            case CLOSED -> kind.node.deadLetter();
            case FULL -> overflow();
        }
    }

    /** Puts a signal into the mailbox; never counted, never refused. */
    void pushSystem(SystemMessage message) {
        if (push(message, Integer.MAX_VALUE) == Push.WOKE) {
            schedule();
        }
    }

    private void overflow() {
        switch (kind.mailbox.overflow()) {
            case KILL_RECEIVER -> {
                var reason = new ExitReason.Custom("mailbox_overflow");
                endFromOutside(reason, report(reason, "mailbox overflow"));
            }
            case DROP_NEWEST -> kind.node.dropped();
            case FAIL_SENDER -> throw new CallException.Overloaded(this, kind.mailbox.capacity());
        }
    }

    void schedule() {
        kind.node.scheduler().submit(this);
    }

    boolean isInline() {
        return false;
    }

    /** One activation. */
    @Override
    public final void run() {
        // an inline process may have been run through runWith since it was scheduled
        if (!isIdle() && runner == null) {
            activate(null);
        }
    }

    /** An activation that handles what waits and then runs {@code body}; only for inline processes, on their thread. */
    final void runWith(Consumer<? super ProcessContext<M>> body) {
        if (runner == Thread.currentThread()) {
            guarded(body);
        } else if (!hasEnded()) {
            acquireIdle(); // if it is not idle it is scheduled on this thread, and this is its turn
            activate(body);
        }
    }

    private void activate(@Nullable Consumer<? super ProcessContext<M>> body) {
        runner = Thread.currentThread();
        var activation = Activation.ofThread();
        var outer = activation.enter(this);
        try {
            loop(body);
        } finally {
            activation.leave(outer);
        }
    }

    private void loop(@Nullable Consumer<? super ProcessContext<M>> first) {
        var body = first;
        for (int handled = 1;; handled++) {
            var item = hasEnded() ? null : take();
            if (item != null) {
                step(item);
            } else if (hasEnded()) {
                afterEnd();
                return;
            } else if (body != null) {
                guarded(body);
                body = null;
            } else if (releaseRunner()) {
                return;
            }
            if (handled >= BUDGET && body == null && !hasEnded() && hasMail()) {
                runner = null;
                schedule();
                return;
            }
        }
    }

    private boolean releaseRunner() {
        runner = null;
        if (release()) {
            return true;
        }
        runner = Thread.currentThread();
        return false;
    }

    private void step(Object item) {
        try {
            proceed(item instanceof SystemMessage system ? onSystem(system) : onMessage(item));
        } catch (ProcessExit e) {
            unwound(e);
        } catch (Throwable thrown) { // whatever a callback throws ends this process and nothing else
            crash(thrown, describe(item));
        }
    }

    private void guarded(Consumer<? super ProcessContext<M>> body) {
        try {
            body.accept(this);
        } catch (ProcessExit e) {
            unwound(e);
        } catch (Throwable thrown) { // as in step
            crash(thrown, "input");
        }
    }

    /** A process that unwinds because it has ended is done; one that merely met another's {@link ProcessExit} has crashed of it. */
    private void unwound(ProcessExit exit) {
        if (!hasEnded()) {
            crash(exit, "callback");
        }
    }

    @SuppressWarnings("unchecked") // tell takes nothing but M
    private Next<S> onMessage(Object message) throws Exception {
        disarmIdle();
        return kind.server().handle((M) message, state(), this);
    }

    private Next<S> onSystem(SystemMessage message) throws Exception {
        return switch (message) {
            case SystemMessage.Start start -> init(start);
            case SystemMessage.Idle(var generation) ->
                generation == idleGeneration ? signal(new Signal.Idle()) : Next.same();
            case SystemMessage.Down(var monitor, var reason) -> monitor.flushed
                    ? Next.same()
                    : signal(new Signal.Down(monitor, monitor.target, reason));
            case SystemMessage.Exit(var from, var reason) -> from == parent && has(LINKED_TO_PARENT)
                    ? new Next.Stop<>(reason, state())
                    : signal(new Signal.Exit(from, reason));
        };
    }

    private Next<S> signal(Signal signal) throws Exception {
        disarmIdle();
        return kind.server().signal(signal, state(), this);
    }

    private void proceed(Next<S> wish) throws Exception {
        var next = wish;
        for (;;) {
            switch (next) {
                case Next.Same<S>() -> {
                    return;
                }
                case Next.Go<S>(var changed, var idleAfter, var continuation) -> {
                    state = changed;
                    if (continuation == null) {
                        armIdle(idleAfter);
                        return;
                    }
                    next = kind.server().continueWith(continuation, changed, this);
                }
                case Next.Stop<S>(var reason, var last) -> {
                    state = last;
                    finish(reason, reason.isExpected() ? null : report(reason, "stop"));
                    return;
                }
                case null ->
                    throw new IllegalStateException("a callback of " + kind.label + " returned null instead of a Next");
            }
        }
    }

    /** The state while the process runs; what S is, null or not, is the user's choice. */
    @SuppressWarnings("NullAway")
    private S state() {
        return state;
    }

    private static String describe(Object item) {
        return item instanceof SystemMessage system ? system.getClass().getSimpleName() : item.getClass().getName();
    }

    private void armIdle(@Nullable Duration silence) {
        if (silence == null) {
            return;
        }
        var generation = ++idleGeneration;
        kind.node.timers().schedule(silence, this, () -> pushSystem(new SystemMessage.Idle(generation)));
    }

    private void disarmIdle() {
        idleGeneration++;
    }

    // ---- life: end ----------------------------------------------------------------------------------------------------------------

    private void crash(Throwable thrown, String during) {
        var reason = ExitReason.Crash.of(thrown);
        finish(reason, report(reason, during));
    }

    private ProcessCrashed report(ExitReason reason, String during) {
        return new ProcessCrashed(this, label(), reason, during, length());
    }

    /** The end by the process's own doing: {@code terminate} first. */
    final void finish(ExitReason reason, @Nullable ProcessCrashed report) {
        if (hasEnded()) {
            return;
        }
        try {
            if (has(STARTED)) {
                clearInterrupt();
                kind.server().terminate(reason, state(), this);
            }
        } catch (ProcessExit _) {
            return; // killed while terminating
        } catch (Throwable thrown) { // reported as a crash of its own; the first reason stays (OTP.md 3.4)
            kind.node.telemetry().emit(report(ExitReason.Crash.of(thrown), "terminate"));
        }
        die(reason, report);
    }

    /** The end by somebody else's doing: at once, whatever the process does right now, without {@code terminate}. */
    private void endFromOutside(ExitReason reason, @Nullable ProcessCrashed report) {
        if (die(reason, report)) {
            var thread = runner;
            if (thread != null && thread != Thread.currentThread() && !isInline()) {
                thread.interrupt();
                ZombieWatch.start(this);
            }
        }
    }

    /**
     * The end itself, on whatever thread brings it about, in the order of OTP.md 1.1: nothing gets in any more; names and resources are
     * free; then the others hear of it.
     *
     * @return false if the process had ended already
     */
    private boolean die(ExitReason reason, @Nullable ProcessCrashed report) {
        if (!raise(ENDED_FLAG)) {
            return false;
        }
        if (close()) {
            raise(FENCED);
            Activation.fence();
        } else {
            state = null;
        }
        var closed = closeExtension();
        if (report != null) {
            kind.node.telemetry().emit(report);
        }
        releaseWhatIsOwned(closed);
        kind.node.ended();
        tellOthers(closed, reason);
        return true;
    }

    /** The activation that ran, or was about to run, when the process ended, is over. */
    private void afterEnd() {
        drop();
        state = null;
        runner = null;
        if (lower(FENCED)) {
            Activation.unfence();
        }
        if (lower(ZOMBIE)) {
            kind.node.zombies().decrementAndGet();
        }
    }

    private Extension closeExtension() {
        for (;;) {
            var present = extension;
            if (present == null) {
                if (EXTENSION.compareAndSet(this, (Extension) null, Extension.CLOSED)) {
                    return Extension.CLOSED;
                }
            } else {
                synchronized (present) {
                    present.closed = true;
                }
                return present;
            }
        }
    }

    private void releaseWhatIsOwned(Extension closed) {
        if (closed.names != null) {
            closed.names.forEach(name -> kind.node.release(name, this));
        }
        if (closed.timers != null) {
            closed.timers.forEach(Timers.Timer::drop);
        }
        if (closed.owned != null) {
            closed.owned.reversed().forEach(this::closeOwned);
        }
    }

    private void closeOwned(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) { // one resource that cannot be closed must not keep the others open
            kind.node.telemetry().emit(report(ExitReason.Crash.of(e), "close of " + resource.getClass().getName()));
        }
    }

    private void tellOthers(Extension closed, ExitReason reason) {
        for (var monitor = closed.monitors; monitor != null; monitor = monitor.nextOfWatcher) {
            monitor.target.detach(monitor);
        }
        leaveParent(reason);
        if (closed.links != null) {
            for (var peer : closed.links) {
                if (peer.dropLink(this)) {
                    peer.exitSignal(this, reason, true);
                }
            }
        }
        for (var child : closed.children()) {
            if (child.has(LINKED_TO_PARENT)) {
                child.exitSignal(this, reason, true);
            }
        }
        for (var watch = closed.watches; watch != null; watch = watch.next) {
            watch.down(reason);
        }
    }

    private void leaveParent(ExitReason reason) {
        if (parent == this) {
            return;
        }
        var extension = parent.extension();
        synchronized (extension) {
            if (extension.closed) {
                return;
            }
            extension.removeChild(this);
        }
        if (has(LINKED_TO_PARENT)) {
            parent.exitSignal(this, reason, true);
        }
    }

    private boolean dropLink(LocalProcess<?, ?> peer) {
        var extension = extension();
        synchronized (extension) {
            return !extension.closed && extension.removeLink(peer);
        }
    }

    /** The truth table of OTP.md 1.3. */
    private void exitSignal(LocalProcess<?, ?> from, ExitReason reason, boolean throughLink) {
        if (reason instanceof ExitReason.Kill && !throughLink) {
            endFromOutside(ExitReason.KILLED, null);
        } else if (has(TRAP_EXIT)) {
            pushSystem(new SystemMessage.Exit(from, reason));
        } else if (!(reason instanceof ExitReason.Normal) || (from == this && !throughLink)) {
            endFromOutside(reason, null);
        }
    }

    /** An exit signal from outside of any process, or of another process. */
    void exitFrom(LocalProcess<?, ?> from, ExitReason reason) {
        exitSignal(from, reason, false);
    }

    /** Ends the process because its start took too long. */
    void abandonStart() {
        endFromOutside(ExitReason.KILLED, null);
    }

    // ---- flags, extension, watches -------------------------------------------------------------------------------------------------

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private boolean raise(int flag) {
        return ((int) FLAGS.getAndBitwiseOr(this, flag) & flag) == 0;
    }

    private boolean lower(int flag) {
        return ((int) FLAGS.getAndBitwiseAnd(this, ~flag) & flag) != 0;
    }

    private boolean hasEnded() {
        return has(ENDED_FLAG);
    }

    private Extension extension() {
        var present = extension;
        if (present != null) {
            return present;
        }
        var fresh = new Extension();
        var witness = (Extension) EXTENSION.compareAndExchange(this, (Extension) null, fresh);
        return witness == null ? fresh : witness;
    }

    /** @return false if this process has ended, and nothing was attached */
    boolean attach(Watch watch) {
        var extension = extension();
        synchronized (extension) {
            if (extension.closed) {
                return false;
            }
            extension.attach(watch);
            return true;
        }
    }

    void detach(Watch watch) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) { // else the ending thread reads the list
                extension.detach(watch);
            }
        }
    }

    void forgetMonitor(ProcessMonitor monitor) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.forget(monitor);
            }
        }
    }

    /** @return false if this process has ended, and the timer should not be started */
    boolean rememberTimer(Timers.Timer timer) {
        var extension = extension();
        synchronized (extension) {
            if (extension.closed) {
                return false;
            }
            extension.addTimer(timer);
            return true;
        }
    }

    void forgetTimer(Timers.Timer timer) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.removeTimer(timer);
            }
        }
    }

    /** @return false if this process has ended */
    boolean rememberName(Name<?> name) {
        var extension = extension();
        synchronized (extension) {
            if (extension.closed) {
                return false;
            }
            extension.addName(name);
            return true;
        }
    }

    String label() {
        var present = extension;
        var own = present == null ? null : present.label;
        return own == null ? kind.label : own;
    }

    @Nullable
    Thread runner() {
        return runner;
    }

    void becomeZombie() {
        if (raise(ZOMBIE)) {
            kind.node.zombies().incrementAndGet();
            if (runner == null && lower(ZOMBIE)) { // it returned in between
                kind.node.zombies().decrementAndGet();
            }
        }
    }

    List<Pid> livingChildren() {
        var extension = extension();
        synchronized (extension) {
            return new ArrayList<>(extension.children());
        }
    }

    ProcessInfo info() {
        return new ProcessInfo(this, label(), parent, length(), runner != null);
    }

    /** An interrupt meant for the callback that was cut short is not meant for what runs next. */
    private void clearInterrupt() {
        if (!isInline()) {
            Thread.interrupted();
        }
    }

    // ---- Pid ----------------------------------------------------------------------------------------------------------------------

    @Override
    public final String nodeName() {
        return kind.node.name();
    }

    @Override
    public final long creation() {
        return kind.node.creation();
    }

    @Override
    public final long serial() {
        return serial;
    }

    @Override
    public final boolean isAlive() {
        return !hasEnded();
    }

    @Override
    public final String toString() {
        return "<" + nodeName() + "." + serial + ">";
    }

    // ---- ProcessRef ---------------------------------------------------------------------------------------------------------------

    @Override
    public final Pid pid() {
        return this;
    }

    @Override
    public final void tell(M message) {
        Activation.checkFence();
        pushMessage(Objects.requireNonNull(message, "message"));
    }

    @Override
    public final <R> R call(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout) {
        Activation.checkFence();
        var caller = Activation.process();
        if (caller == this) {
            throw new CallException.CallingSelf(this);
        }
        if (caller != null && caller.isInline()) {
            throw new IllegalStateException(
                    caller + " must not block its IO thread with a call to " + this + "; use ask");
        }
        var slot = new ReplySlot<R>(this);
        if (!attach(slot)) {
            throw new CallException.NoProcess(this);
        }
        pushCall(slot, message);
        return slot.awaitReply(timeout);
    }

    @Override
    public final <R> CompletionStage<R> ask(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout) {
        Activation.checkFence();
        var slot = new AskSlot<R>(this, timeout);
        if (!attach(slot)) {
            slot.down(ExitReason.NO_PROC);
            return slot.stage();
        }
        pushCall(slot, message);
        var timer = kind.node.timers().schedule(timeout, null, slot::close);
        return slot.stage().whenComplete((_, _) -> timer.cancel());
    }

    private <R> void pushCall(ReplySlot<R> slot, Function<? super ReplyTo<R>, ? extends M> message) {
        try {
            pushMessage(Objects.requireNonNull(message.apply(slot), "message"));
        } catch (RuntimeException | Error e) {
            detach(slot);
            throw e;
        }
    }

    // ---- ProcessContext -----------------------------------------------------------------------------------------------------------

    private void checkOwnThread() {
        if (runner != Thread.currentThread()) {
            throw new IllegalStateException("the context of " + this + " was used outside of its callbacks, on thread "
                    + Thread.currentThread().getName());
        }
        if (hasEnded()) {
            throw new ProcessExit(this);
        }
    }

    @Override
    public final ProcessRef<M> self() {
        return this;
    }

    @Override
    public final LocalNode node() {
        return kind.node;
    }

    @Override
    public final Pid parent() {
        return parent;
    }

    @Override
    public final void label(String label) {
        checkOwnThread();
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.label = label;
            }
        }
    }

    @Override
    public final void trapExit(boolean trap) {
        checkOwnThread();
        if (trap) {
            raise(TRAP_EXIT);
        } else {
            lower(TRAP_EXIT);
        }
    }

    @Override
    public final void link(Pid other) {
        checkOwnThread();
        var peer = (LocalProcess<?, ?>) other;
        if (peer == this || linkedByBirth(peer) || linkBoth(peer)) {
            return;
        }
        if (!has(TRAP_EXIT)) {
            throw new CallException.NoProcess(peer);
        }
        pushSystem(new SystemMessage.Exit(peer, ExitReason.NO_PROC));
    }

    /** Parent and child are linked by a flag of the child instead of an entry on both sides. */
    private boolean linkedByBirth(LocalProcess<?, ?> peer) {
        return (peer.parent == this && peer.has(LINKED_TO_PARENT) && !peer.hasEnded())
                || (parent == peer && has(LINKED_TO_PARENT) && !peer.hasEnded());
    }

    private boolean linkBoth(LocalProcess<?, ?> peer) {
        var mine = extension();
        var theirs = peer.extension();
        if (theirs == Extension.CLOSED || mine == Extension.CLOSED) {
            return false;
        }
        var inOrder = serial < peer.serial;
        synchronized (inOrder ? mine : theirs) {
            synchronized (inOrder ? theirs : mine) {
                if (mine.closed || theirs.closed) {
                    return false;
                }
                mine.addLink(peer);
                theirs.addLink(this);
                return true;
            }
        }
    }

    @Override
    public final void unlink(Pid other) {
        checkOwnThread();
        var peer = (LocalProcess<?, ?>) other;
        if (peer.parent == this) {
            peer.lower(LINKED_TO_PARENT);
        } else if (parent == peer) {
            lower(LINKED_TO_PARENT);
        }
        dropLink(peer);
        peer.dropLink(this);
    }

    @Override
    public final MonitorRef monitor(Pid target) {
        checkOwnThread();
        var watched = (LocalProcess<?, ?>) target;
        var monitor = new ProcessMonitor(this, watched);
        var extension = extension();
        synchronized (extension) {
            if (extension.closed) {
                throw new ProcessExit(this);
            }
            extension.remember(monitor);
        }
        if (!watched.attach(monitor)) {
            monitor.down(ExitReason.NO_PROC);
        }
        return monitor;
    }

    @Override
    public final void demonitor(MonitorRef ref) {
        checkOwnThread();
        var monitor = (ProcessMonitor) ref;
        if (monitor.watcher != this) {
            throw new IllegalArgumentException(this + " cannot take back " + monitor + ", it is not its own");
        }
        monitor.flushed = true;
        monitor.target.detach(monitor);
        forgetMonitor(monitor);
    }

    @Override
    public final void exit(Pid target, ExitReason reason) {
        checkOwnThread();
        ((LocalProcess<?, ?>) target).exitSignal(this, reason, false);
        if (hasEnded()) {
            throw new ProcessExit(this);
        }
    }

    @Override
    public final TimerRef sendAfter(Duration delay, M message) {
        checkOwnThread();
        return kind.node.sendAfter(delay, this, message);
    }

    @Override
    public final <T> TimerRef sendAfter(Duration delay, ProcessRef<T> target, T message) {
        checkOwnThread();
        return kind.node.sendAfter(delay, target, message);
    }

    @Override
    public final <R extends AutoCloseable> R own(R resource) {
        checkOwnThread();
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.addOwned(resource);
                return resource;
            }
        }
        closeOwned(resource);
        throw new ProcessExit(this);
    }

    @Override
    public final void disown(AutoCloseable resource) {
        checkOwnThread();
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.removeOwned(resource);
            }
        }
    }

    @Override
    public final Optional<Pid> register(Name<M> name) {
        checkOwnThread();
        return kind.node.register(name, this);
    }

    @Override
    public final <T> Optional<ProcessRef<T>> startLink(ProcessSpec<?, T> spec) {
        checkOwnThread();
        return kind.node.start(spec, this);
    }

    @Override
    public final List<Pid> children() {
        return livingChildren();
    }

    @Override
    public final ExitReason stop(Pid target, ExitReason reason, Duration timeout) {
        checkOwnThread();
        return Stopping.stop(this, (LocalProcess<?, ?>) target, reason, timeout);
    }

    @Override
    public final void stopAll(List<Pid> targets, ExitReason reason, Duration timeout) {
        checkOwnThread();
        Stopping.stopAll(this, targets, reason, timeout);
    }
}
