package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
non-sealed class LocalProcess<S, M> extends LocalReceiver implements ProcessRef<M>, ProcessContext<M>, Runnable {
    /** Messages handled before others get a turn; one if each of them takes long. */
    private static final int BUDGET = 64;
    private static final long PATIENCE = Mailbox.SENDER_PATIENCE.toNanos();

    final ProcessKind<S, M> kind;
    private int idleGeneration;
    private @Nullable S state;

    LocalProcess(ProcessKind<S, M> kind, @Nullable S state, @Nullable LocalPid parent) {
        super(kind, parent);
        this.kind = kind;
        this.state = state;
    }

    @Override
    final ProcessKind<S, M> kind() {
        return kind;
    }

    @Override
    final String kindLabel() {
        return kind.label;
    }

    @Override
    void schedule() {
        try {
            kind.scheduler.submit(this);
        } catch (StackOverflowError e) { // the sender's; see wake
            throw e;
        } catch (RuntimeException | Error e) {
            neverRuns(ExitReason.Crash.of(e));
        }
    }

    /** As {@link #schedule}, for a process that has had its turn and has mail left. */
    void scheduleAgain() {
        try {
            kind.scheduler.requeue(this);
        } catch (RuntimeException | Error e) {
            neverRuns(ExitReason.Crash.of(e));
        }
    }

    /** There is no thread to be had, so it ends: whoever has woken it has done nothing wrong, and nobody would ever wake it again. */
    final void neverRuns(ExitReason reason) {
        die(reason, null);
        afterEnd(); // this was to be the last activation
    }

    @Override
    boolean isInline() {
        return false;
    }

    @Override
    boolean keepsThread() {
        return false;
    }

    @Override
    final void forgetState() {
        state = null;
        var extension = presentExtension();
        if (extension != null && extension != Extension.CLOSED) {
            extension.forgetOwn();
        }
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
        var running = runner;
        if (running == Thread.currentThread()) {
            nested(body);
        } else if (running != null) {
            throw new IllegalStateException(this + " is bound to one thread, it runs on " + running.getName()
                    + " and cannot be run on " + Thread.currentThread().getName());
        } else {
            acquireIdle(); // if it is not idle it is scheduled on this thread, and this is its turn
            activate(body);
        }
    }

    private void activate(@Nullable Consumer<? super ProcessContext<M>> body) {
        runner = Thread.currentThread();
        var activation = Activation.ofThread();
        var outer = activation.enter(this);
        resumeUsage();
        try {
            loop(body);
        } catch (Throwable thrown) { // of the runtime itself, on an exhausted stack or heap: better dead than stuck for ever
            loopFailed(thrown);
        } finally {
            activation.leave(outer);
            clearInterrupt(); // a callback may have set it; the thread goes on to other processes
        }
    }

    private void loopFailed(Throwable thrown) {
        kind.node.met(thrown);
        if (runner == Thread.currentThread()) { // else this activation was over
            var reason = ExitReason.Crash.of(thrown);
            die(reason, report(reason, "the process's loop"));
            afterEnd();
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
            var item = hasEnded() ? null : isSuspended() ? takeWhileSuspended() : takeNext();
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
            if (handled >= budget() && body == null && !hasEnded() && hasMail() && requeue()) {
                return;
            }
        }
    }

    private int budget() {
        return kind.habits().computes() ? 1 : BUDGET;
    }

    /** @return false if the process was ended just now; its killer may be about to interrupt this thread, so it must not leave yet */
    private boolean requeue() {
        pauseUsage();
        runner = null;
        if (hasEnded()) {
            runner = Thread.currentThread();
            resumeUsage();
            return false;
        }
        scheduleAgain();
        return true;
    }

    private boolean releaseRunner() {
        pauseUsage();
        noRunner();
        if (release() && !resume()) {
            return true;
        }
        runner = Thread.currentThread();
        resumeUsage();
        return false;
    }

    /** While this activation still owns the process: the next one may begin at once. */
    final void pauseUsage() {
        if (kind.usage != null) {
            kind.usage.pause();
        }
    }

    final void resumeUsage() {
        if (kind.usage != null) {
            kind.usage.resume();
        }
    }

    private void step(Object item) {
        try {
            if (has(DEBUGGED)) {
                debugged(item);
            } else {
                proceed(item instanceof SystemMessage system ? onSystem(system) : onMessage(item), item);
            }
        } catch (ProcessExit e) {
            unwound(e);
        } catch (Throwable thrown) { // whatever a callback throws ends this process and nothing else
            crash(thrown, describe(item), item);
        }
    }

    private void guarded(Consumer<? super ProcessContext<M>> body) {
        try {
            body.accept(this);
        } catch (ProcessExit e) {
            unwound(e);
        } catch (Throwable thrown) { // as in step
            crash(thrown, "input", null);
        }
    }

    /** A process that unwinds because it has ended is done; one that merely met another's {@link ProcessExit} has crashed of it. */
    private void unwound(ProcessExit exit) {
        if (!hasEnded()) {
            crash(exit, "callback", null);
        }
    }

    private void debugged(Object item) throws Exception {
        var began = System.nanoTime();
        try {
            if (item instanceof SystemMessage system) {
                proceed(onSystem(system), item);
            } else {
                received(item);
                proceed(onMessage(item), item);
            }
        } finally {
            debug().inHandler(System.nanoTime() - began);
        }
    }

    @SuppressWarnings("unchecked") // tell takes nothing but M
    private Next<S> onMessage(Object message) throws Exception {
        disarmIdle();
        return kind.server().handle((M) message, current(), this);
    }

    private Next<S> onSystem(SystemMessage message) throws Exception {
        return switch (message) {
            case SystemMessage.Start start -> init(start);
            case SystemMessage.Idle(var generation) ->
                generation == idleGeneration ? signal(new Signal.Idle()) : Next.same();
            case SystemMessage.Down(var monitor, var reason) -> monitor.flushed
                    ? Next.same()
                    : signal(monitor.signal(reason));
            case SystemMessage.TimerFired(var timer, var term) -> signal(new Signal.TimerFired(timer, term));
            case SystemMessage.Request request -> {
                serve(request);
                yield Next.same();
            }
            case SystemMessage.Exit(var from, var reason) -> isFromParent(from)
                    ? Next.stop(reason, current())
                    : signal(new Signal.Exit(from, reason));
        };
    }

    final boolean isFromParent(LocalPid from) {
        return from == parentPid() && from != this;
    }

    private Next<S> signal(Signal signal) throws Exception {
        disarmIdle();
        heard(signal);
        return kind.server().signal(signal, current(), this);
    }

    private void proceed(Next<S> wish, Object item) throws Exception {
        var next = wish;
        for (;;) {
            switch (next) {
                case Next.Same<S>() -> {
                    return;
                }
                case Next.Go<S>(var changed, var idleAfter, var continuation) -> {
                    change(changed);
                    if (continuation == null) {
                        armIdle(idleAfter);
                        return;
                    }
                    if (hasEnded()) {
                        return;
                    }
                    next = continued(continuation, changed, item);
                }
                case Next.Hibernate<S>(var changed) -> {
                    change(changed);
                    trim();
                    return;
                }
                case Next.Stop<S>(var reason, var last, var lastWord) -> {
                    var report = reason.isExpected() ? null : report(reason, "stop", item);
                    state = last;
                    finish(reason, report, lastWord);
                    return;
                }
                case null ->
                    throw new IllegalStateException("a callback of " + kind.label + " returned null instead of a Next");
            }
        }
    }

    private Next<S> continued(Object continuation, S changed, Object item) {
        try {
            return kind.server().continueWith(continuation, changed, this);
        } catch (ProcessExit e) {
            throw e;
        } catch (Throwable thrown) { // reported as what it is, whatever came before it
            crash(thrown, "continueWith", item);
            return Next.same();
        }
    }

    private void change(S changed) {
        var before = state;
        state = changed;
        if (before != changed && has(DEBUGGED)) {
            debug().note(new TraceEvent.Changed(this, redacted(changed)));
        }
    }

    /** The state while the process runs; what S is, null or not, is the user's choice. */
    @SuppressWarnings("NullAway")
    private S current() {
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

    // ---- inspectors ---------------------------------------------------------------------------------------------------------------

    /** From any thread: has the process serve {@code request} and waits for the answer. */
    final Object request(SystemRequest request, Duration timeout) {
        Activation.checkFence();
        var caller = Activation.process();
        if (caller != null) {
            checkMayCall(caller);
        }
        var slot = new ReplySlot<Object>(this);
        if (!attach(slot)) {
            throw new CallException.NoProcess(this);
        }
        pushSystem(new SystemMessage.Request(request, slot));
        return slot.awaitReply(timeout);
    }

    final void serve(SystemMessage.Request asked) {
        Object answer;
        try {
            answer = asked.request().serve(this);
        } catch (ProcessExit e) {
            throw e;
        } catch (Throwable thrown) { // what an inspector brings along must not hurt the process
            answer = new SystemRequest.Refused("a request to " + this + " failed: " + UserText.of(thrown::toString),
                    thrown);
        }
        if (debug().isOn()) {
            raise(DEBUGGED);
        } else {
            lower(DEBUGGED);
        }
        asked.from().reply(answer);
    }

    final Debug debug() {
        var extension = extension();
        if (extension == Extension.CLOSED) {
            throw new ProcessExit(this);
        }
        var present = extension.debug;
        if (present == null) {
            present = new Debug();
            extension.debug = present;
        }
        return present;
    }

    final Optional<Object> redactedState() {
        return state == null ? Optional.empty() : Optional.of(redacted(current()));
    }

    private Object redacted(S seen) {
        return shown("redactState", () -> kind.server().redactState(seen));
    }

    @SuppressWarnings("unchecked") // tell takes nothing but M
    final Object redactedMessage(Object message) {
        return shown("redactMessage", () -> kind.server().redactMessage((M) message));
    }

    private static Object shown(String hook, Supplier<Object> redacted) {
        try {
            return Objects.requireNonNullElse(redacted.get(), "null");
        } catch (ProcessExit e) {
            throw e;
        } catch (Throwable thrown) { // showing must not hurt, and never show what was to be hidden
            return "(" + hook + " threw " + thrown.getClass().getName() + ")";
        }
    }

    @SuppressWarnings("unchecked") // who replaces a state says of what type it is
    final Optional<Object> replaceState(UnaryOperator<Object> change) {
        state = (S) change.apply(current());
        return redactedState();
    }

    final ProcessStatus status() {
        return new ProcessStatus(info(), isSuspended(), redactedState(), debug().log());
    }

    final void suspend(boolean suspended) {
        if (isInline()) {
            throw new UnsupportedOperationException(this + " runs on an IO thread and cannot be suspended");
        }
        if (!suspended) {
            lower(SUSPENDED);
            debug().suspended = null;
        } else if (raise(SUSPENDED)) {
            debug().suspended = new Search();
        }
    }

    final boolean isSuspended() {
        return has(SUSPENDED);
    }

    final @Nullable Object takeWhileSuspended() {
        var search = Objects.requireNonNull(debug().suspended, "search of a suspended process");
        return takeNext(this::isServedWhileSuspended, search);
    }

    final boolean isServedWhileSuspended(Object item) {
        return item instanceof SystemMessage.Request
                || (item instanceof SystemMessage.Exit(var from, _) && isFromParent(from));
    }

    final void received(Object message) {
        if (has(DEBUGGED)) {
            debug().note(new TraceEvent.Received(this, redactedMessage(message)));
        }
    }

    final void heard(Signal signal) {
        if (has(DEBUGGED)) {
            debug().note(new TraceEvent.Heard(this, signal));
        }
    }

    @Override
    final ProcessInfo info() {
        var usage = Optional.ofNullable(kind.usage);
        return new ProcessInfo(this, label(), kind.behaviour(), parentPid(), state(), waiting(),
                kind.mailbox.capacity(),
                has(TRAP_EXIT),
                usage.map(Usage::uptime), usage.map(Usage::inHandlers));
    }

    @Override
    final ProcessCrashed report(ExitReason reason, String during) {
        return new ProcessCrashed(this, label(), reason, during, waiting(),
                new CrashScene(this, null).detailsFromOutside());
    }

    /** A report made by the process itself. */
    private ProcessCrashed report(ExitReason reason, String during, @Nullable Object item) {
        var message = item instanceof SystemMessage ? null : item;
        clearInterrupt(); // of the callback that is over; the texts are waited for
        return new ProcessCrashed(this, label(), reason, during, waiting(), new CrashScene(this, message).details());
    }

    // ---- end ----------------------------------------------------------------------------------------------------------------------

    private void crash(Throwable thrown, String during, @Nullable Object item) {
        kind.node.met(thrown);
        if (!hasEnded()) {
            var reason = ExitReason.Crash.of(thrown);
            finish(reason, report(reason, during, item), null);
        }
    }

    /** The end by the process's own doing: {@code terminate} first. */
    final void finish(ExitReason reason, @Nullable ProcessCrashed report, @Nullable Runnable lastWord) {
        if (hasEnded()) {
            return;
        }
        try {
            if (has(STARTED) && raise(TERMINATED)) {
                clearInterrupt();
                kind.server().terminate(reason, current(), this);
            }
        } catch (Throwable thrown) { // reported as a crash of its own; the first reason stays (OTP.md 3.4)
            if (!hasEnded()) { // else it was killed meanwhile and only unwinds
                kind.node.telemetry().emit(report(ExitReason.Crash.of(thrown), "terminate"));
            }
        }
        if (lastWord != null && !hasEnded()) {
            lastWord.run();
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
        Objects.requireNonNull(message, "message");
        deliver(kind.dev == null ? message : kind.dev.sent(message), PATIENCE);
    }

    @Override
    public final <R> R call(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout) {
        Activation.checkFence();
        var caller = Activation.process();
        if (caller != null) {
            checkMayCall(caller);
        }
        Objects.requireNonNull(timeout, "timeout");
        var slot = new ReplySlot<R>(this);
        if (!attach(slot)) {
            throw new CallException.NoProcess(this);
        }
        var waited = pushCall(slot, message, Math.min(Slot.nanos(timeout), PATIENCE));
        return slot.awaitReply(timeout.minusNanos(waited));
    }

    private void checkMayCall(LocalPid caller) {
        if (caller == this) {
            throw new CallException.CallingSelf(this);
        }
        if (caller.isInline()) {
            throw new IllegalStateException(
                    caller + " must not block its IO thread with a call to " + this + "; use ask");
        }
        checkDoesNotWaitFor(caller);
    }

    @Override
    public final <R> CompletionStage<R> ask(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout) {
        Activation.checkFence();
        Objects.requireNonNull(timeout, "timeout");
        var slot = new AskSlot<R>(this, timeout);
        if (!attach(slot)) {
            slot.down(ExitReason.NO_PROC);
            return slot.stage();
        }
        try {
            pushCall(slot, message, 0);
        } catch (CallException e) {
            return CompletableFuture.failedFuture(e);
        }
        var patience = timeout.isNegative() ? Duration.ZERO : timeout;
        var timer = kind.node.timers().schedule(patience, null, slot);
        return slot.stage().whenComplete((_, _) -> timer.cancel());
    }

    /** @return how many nanoseconds it waited for room */
    private <R> long pushCall(ReplySlot<R> slot, Function<? super ReplyTo<R>, ? extends M> message, long patience) {
        try {
            return deliver(kind.dev == null
                    ? Objects.requireNonNull(message.apply(slot), "message")
                    : kind.dev.called(slot, message), patience);
        } catch (RuntimeException | Error e) {
            detach(slot);
            throw e;
        }
    }

    // ---- ProcessContext -----------------------------------------------------------------------------------------------------------

    final void checkOwnThread() {
        checkThread();
        if (hasEnded()) {
            throw new ProcessExit(this);
        }
    }

    private void checkThread() {
        if (runner != Thread.currentThread()) {
            throw new IllegalStateException("the context of " + this + " was used outside of its callbacks, on thread "
                    + Thread.currentThread().getName());
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
    public final List<Pid> ancestors() {
        var ancestors = new ArrayList<Pid>();
        LocalPid child = this;
        for (var ancestor = parentPid(); ancestor != child; ancestor = child.parentPid()) {
            ancestors.add(ancestor);
            child = ancestor;
        }
        return List.copyOf(ancestors);
    }

    @Override
    public final List<Pid> callers() {
        var extension = presentExtension();
        var callers = extension == null ? null : extension.callers;
        return callers == null ? List.of() : callers;
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
    public final MonitorRef monitor(Name<?> name) {
        checkOwnThread();
        return NameMonitor.start(this, name);
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
        checkThread(); // who has ended in the meantime owns nothing more, but what it brings is closed all the same
        Objects.requireNonNull(resource, "resource"); // else the end would fail of it, half done
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
    public final <T> Optional<Monitored<T>> startMonitor(ProcessSpec<?, T> spec) {
        checkOwnThread();
        checkMayBlock();
        return kind.node.startMonitored(spec, this);
    }

    @Override
    public final <V> Optional<V> local(Key<V> key) {
        checkOwnThread();
        return extension().local(key);
    }

    @Override
    public final <V> void local(Key<V> key, V value) {
        checkOwnThread();
        var extension = extension();
        if (extension == Extension.CLOSED) { // ended just now; that one is everybody's
            throw new ProcessExit(this);
        }
        extension.local(key, Objects.requireNonNull(value, key.name()));
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // this is what it is for
    public final void breathe() {
        checkOwnThread();
        Thread.yield();
        checkOwnThread();
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

    final void checkMayBlock() {
        if (isInline()) {
            throw new IllegalStateException(this + " must not block its IO thread");
        }
    }
}
