package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A process of this node: the loop that takes from its mailbox and runs its {@link GenServer}, and the two faces it shows, to everybody
 * ({@link ProcessRef}) and to its own callbacks ({@link ProcessContext}). One object with what it inherits, because there are millions of
 * them.
 *
 * <p>Threading: {@code state} and {@code idleGeneration} belong to the running activation, and the inbox hands them from one activation to
 * the next. An activation is over when {@code runner} is null; from then on this thread touches nothing of the process any more.
 */
@SuppressWarnings("ReferenceEquality") // a process is its identity
non-sealed class LocalProcess<S, M> extends LocalPid implements ProcessRef<M>, ProcessContext<M>, Runnable {
    /** Messages handled before others get a turn. */
    private static final int BUDGET = 64;

    private final ProcessKind<S, M> kind;
    private int idleGeneration;
    private @Nullable S state;

    LocalProcess(ProcessKind<S, M> kind, @Nullable S state, @Nullable LocalPid parent) {
        super(kind.node.nextSerial(), parent, kind.trapExit, kind.isStarted());
        this.kind = kind;
        this.state = state;
    }

    @Override
    final String kindLabel() {
        return kind.label;
    }

    @Override
    void schedule() {
        kind.node.scheduler().submit(this);
    }

    @Override
    boolean isInline() {
        return false;
    }

    @Override
    final void forgetState() {
        state = null;
    }

    // ---- start --------------------------------------------------------------------------------------------------------------------

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

    // ---- the mailbox and the loop -------------------------------------------------------------------------------------------------

    /** Puts a user message into the mailbox, by the rule of the mailbox if it is full. */
    private void pushMessage(Object message) {
        switch (push(message, kind.mailbox.capacity())) {
            case QUEUED -> {}
            case WOKE -> schedule();
            case CLOSED -> kind.node.deadLetter();
            case FULL -> overflow();
        }
    }

    private void overflow() {
        switch (kind.mailbox.overflow()) {
            case KILL_RECEIVER -> {
                var reason = new ExitReason.Custom("mailbox_overflow");
                die(reason, report(reason, "mailbox overflow"));
            }
            case DROP_NEWEST -> kind.node.dropped();
            case FAIL_SENDER -> throw new CallException.Overloaded(this, kind.mailbox.capacity());
        }
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
        if (hasEnded()) {
            return;
        }
        if (runner == Thread.currentThread()) {
            nested(body);
        } else {
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
            clearInterrupt(); // a callback may have set it; the thread goes on to other processes
        }
    }

    private void nested(Consumer<? super ProcessContext<M>> body) {
        var activation = Activation.ofThread();
        var outer = activation.enter(this);
        try {
            guarded(body);
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
            if (handled >= BUDGET && body == null && !hasEnded() && hasMail() && requeue()) {
                return;
            }
        }
    }

    /** @return false if the process was ended just now; its killer may be about to interrupt this thread, so it must not leave yet */
    private boolean requeue() {
        runner = null;
        if (hasEnded()) {
            runner = Thread.currentThread();
            return false;
        }
        schedule();
        return true;
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
            case SystemMessage.TimerFired(var timer, var term) -> signal(new Signal.TimerFired(timer, term));
            case SystemMessage.Exit(var from, var reason) -> from == parentPid() && from != this
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
                    if (hasEnded()) {
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
        var timer = kind.node.timers().schedule(silence, this, () -> pushSystem(new SystemMessage.Idle(generation)));
        var extension = extension();
        if (extension != Extension.CLOSED) {
            extension.idleTimer = timer;
        }
    }

    private void disarmIdle() {
        idleGeneration++;
        var extension = presentExtension();
        if (extension != null && extension.idleTimer != null) {
            extension.idleTimer.cancel();
            extension.idleTimer = null;
        }
    }

    // ---- end ----------------------------------------------------------------------------------------------------------------------

    private void crash(Throwable thrown, String during) {
        if (!hasEnded()) {
            var reason = ExitReason.Crash.of(thrown);
            finish(reason, report(reason, during));
        }
    }

    /** The end by the process's own doing: {@code terminate} first. */
    final void finish(ExitReason reason, @Nullable ProcessCrashed report) {
        if (hasEnded()) {
            return;
        }
        try {
            if (has(STARTED) && raise(TERMINATED)) {
                clearInterrupt();
                kind.server().terminate(reason, state(), this);
            }
        } catch (Throwable thrown) { // reported as a crash of its own; the first reason stays (OTP.md 3.4)
            if (!hasEnded()) { // else it was killed meanwhile and only unwinds
                kind.node.telemetry().emit(report(ExitReason.Crash.of(thrown), "terminate"));
            }
        }
        die(reason, report);
    }

    /** An interrupt meant for the callback that was cut short is not meant for what runs next. */
    private void clearInterrupt() {
        if (!isInline()) {
            Thread.interrupted();
        }
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
        if (caller != null) {
            checkMayCall(caller);
        }
        var slot = new ReplySlot<R>(this);
        if (!attach(slot)) {
            throw new CallException.NoProcess(this);
        }
        pushCall(slot, message);
        return slot.awaitReply(timeout);
    }

    private void checkMayCall(LocalPid caller) {
        if (caller == this) {
            throw new CallException.CallingSelf(this);
        }
        if (caller.isInline()) {
            throw new IllegalStateException(
                    caller + " must not block its IO thread with a call to " + this + "; use ask");
        }
        for (var starting = caller; !starting.has(STARTED) && starting != starting.parentPid();) {
            starting = starting.parentPid();
            if (starting == this) {
                throw new CallException.CallingStarter(this, caller);
            }
        }
    }

    @Override
    public final <R> CompletionStage<R> ask(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout) {
        Activation.checkFence();
        var slot = new AskSlot<R>(this, timeout);
        if (!attach(slot)) {
            slot.down(ExitReason.NO_PROC);
            return slot.stage();
        }
        try {
            pushCall(slot, message);
        } catch (CallException e) {
            return CompletableFuture.failedFuture(e);
        }
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
        return parentPid();
    }

    @Override
    public final void label(String label) {
        checkOwnThread();
        relabel(label);
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
        var peer = kind.node.local(other);
        if (linkTo(peer)) {
            return;
        }
        if (!has(TRAP_EXIT)) {
            throw new CallException.NoProcess(peer);
        }
        pushSystem(new SystemMessage.Exit(peer, ExitReason.NO_PROC));
    }

    @Override
    public final void unlink(Pid other) {
        checkOwnThread();
        unlinkFrom(kind.node.local(other));
    }

    @Override
    public final MonitorRef monitor(Pid target) {
        checkOwnThread();
        return startMonitor(kind.node.local(target));
    }

    @Override
    public final void demonitor(MonitorRef ref) {
        checkOwnThread();
        var monitor = (ProcessMonitor) ref;
        if (monitor.watcher != this) {
            throw new IllegalArgumentException(this + " cannot take back " + monitor + ", it is not its own");
        }
        stopMonitor(monitor);
    }

    @Override
    public final void exit(Pid target, ExitReason reason) {
        checkOwnThread();
        kind.node.local(target).exitSignal(this, Objects.requireNonNull(reason, "reason"));
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
    public final TimerRef startTimer(Duration delay, Object term) {
        checkOwnThread();
        return kind.node.timers().scheduleTerm(delay, this, Objects.requireNonNull(term, "term"));
    }

    @Override
    public final <R extends AutoCloseable> R own(R resource) {
        checkOwnThread();
        if (!rememberOwned(resource)) {
            closeOwned(resource);
            throw new ProcessExit(this);
        }
        return resource;
    }

    @Override
    public final void disown(AutoCloseable resource) {
        checkOwnThread();
        forgetOwned(resource);
    }

    @Override
    public final Optional<Pid> register(Name<M> name) {
        checkOwnThread();
        return kind.node.register(name, this);
    }

    @Override
    public final <T> Optional<ProcessRef<T>> startLink(ProcessSpec<?, T> spec) {
        checkOwnThread();
        checkMayBlock();
        return kind.node.start(spec, this);
    }

    @Override
    public final List<Pid> children() {
        return livingChildren();
    }

    @Override
    public final ExitReason stop(Pid target, ExitReason reason, Duration timeout) {
        checkOwnThread();
        checkMayBlock();
        return Stopping.stop(this, kind.node.local(target), reason, timeout);
    }

    @Override
    public final Map<Pid, ExitReason> stopAll(Map<Pid, Duration> budgets, ExitReason reason) {
        checkOwnThread();
        checkMayBlock();
        return Stopping.stopAll(this, budgets, reason);
    }

    private void checkMayBlock() {
        if (isInline()) {
            throw new IllegalStateException(this + " must not block its IO thread");
        }
    }
}
