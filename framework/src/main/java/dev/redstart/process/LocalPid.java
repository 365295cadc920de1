package dev.redstart.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The part of a process that others reach: who it is, whether it lives, links, monitors, exit signals, and its end.
 *
 * <pre>
 *   alive ── mark ──▶ ended: nothing gets in, and what still runs may not act any more
 *                       │ release: names, keys, timers and resources are free, then links and children hear of it,
 *                       ▼          and those that end of it are released in turn
 *                     released
 *                       │ tell: parent and watchers hear of it; the callback that still runs is interrupted
 *                       ▼
 *                     told
 * </pre>
 *
 * <p>A signal that ends the process is applied at once, by the sender's thread ({@link #die}); everything else goes through the mailbox.
 * A signal through a link is decided and delivered under the receiver's {@link Extension}, and so is {@link #unlinkFrom}: after that has
 * returned none comes.
 *
 * <p>Threading: {@code flags} and {@code extension} are shared and changed by CAS; {@code runner} is written by the running activation;
 * siblings are guarded by the parent's extension.
 */
@SuppressWarnings("ReferenceEquality") // a process is its identity
abstract sealed class LocalPid extends Inbox implements Pid permits LocalReceiver {
    private static final int ENDED = 1;
    static final int TRAP_EXIT = 2;
    static final int LINKED_TO_PARENT = 4;
    /** Counted by {@link Activation#fence} until the last activation is over. */
    private static final int FENCED = 8;
    private static final int ZOMBIE = 16;
    /** {@code init} is done, so {@code terminate} is due. */
    static final int STARTED = 32;
    static final int TERMINATED = 64;
    /** Somebody is about to interrupt the runner, which must not go on to another process before that is done. */
    private static final int INTERRUPTING = 128;
    /** An inspector wants things noted. Written by the running activation. */
    static final int DEBUGGED = 256;
    /** Serves inspectors and the parent only. Written by the running activation. */
    static final int SUSPENDED = 512;
    // the mailbox; see LocalReceiver
    static final int KEEPS_NEWEST = 1024;
    static final int CONGESTED = 2048;
    static final int CONGESTION_TOLD = 4096;
    static final int SENDERS_WAIT = 8192;

    /** Has outlived its parent and is in the list of the node's first process. */
    private static final int ADOPTED = 16384;

    /** Somebody waits for the return of the last callback. */
    private static final int RETURN_AWAITED = 32768;

    private static final VarHandle FLAGS;
    private static final VarHandle EXTENSION;
    private static final VarHandle RUNNER;
    static final MissedWakes MISSED = new MissedWakes();

    static {
        try {
            var lookup = MethodHandles.lookup();
            FLAGS = lookup.findVarHandle(LocalPid.class, "flags", int.class);
            EXTENSION = lookup.findVarHandle(LocalPid.class, "extension", Extension.class);
            RUNNER = lookup.findVarHandle(LocalPid.class, "runner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long serial;
    private final LocalPid parent;
    @Nullable
    LocalPid nextSibling;
    @Nullable
    LocalPid previousSibling;

    private volatile int flags;
    private volatile @Nullable Extension extension;
    /** The thread of the running activation. */
    volatile @Nullable Thread runner;

    LocalPid(long serial, @Nullable LocalPid parent, boolean trapExit, boolean started) {
        this.serial = serial;
        this.parent = parent == null ? this : parent;
        this.flags = (trapExit ? TRAP_EXIT : 0) | (started ? STARTED : 0);
    }

    /** The node it lives on. */
    public abstract LocalNode node();

    abstract String kindLabel();

    /** Messages that wait for it, as its mailbox counts them. */
    abstract int waiting();

    /** Has it run; called once for every change from idle to having mail, by {@link #wake}. */
    abstract void schedule();

    /**
     * {@link #schedule}, for whoever has brought the change about.
     *
     * @throws StackOverflowError if this thread has no room for it; another will do it
     */
    final void wake() {
        try {
            schedule();
        } catch (StackOverflowError e) {
            MISSED.add(this);
            throw e;
        }
    }

    static boolean hasWoken(Push pushed) {
        return pushed == Push.WOKE || pushed == Push.WOKE_HIGH;
    }

    /** Puts {@code item} into the mailbox, and has the process run if it slept. In one frame, so that no stack ends between the two. */
    final Push pushAndWake(Object item, int limit, int highWater) {
        var pushed = push(item, limit, highWater);
        if (hasWoken(pushed)) {
            try {
                schedule();
            } catch (StackOverflowError e) { // nothing can be called here; as MissedWakes.add
                for (int i = 0; i < MissedWakes.SLOTS; i++) {
                    if (MISSED.slots[i] == null) {
                        MISSED.slots[i] = this;
                        break;
                    }
                }
                MISSED.any = true;
                throw e;
            }
        }
        return pushed;
    }

    /** Whether it runs on one thread for good, which is never interrupted. */
    abstract boolean isInline();

    /** Whether its one activation lasts as long as its thread, also while it waits for mail. */
    abstract boolean keepsThread();

    /** Lets go of the state; nothing runs and nothing will. */
    abstract void forgetState();

    // ---- birth --------------------------------------------------------------------------------------------------------------------

    /** Becomes a child of the parent, or ends at once when the parent has ended. */
    final void joinParent(boolean linked) {
        if (isFirst()) {
            return;
        }
        node().started();
        if (linked) {
            raise(LINKED_TO_PARENT);
        }
        var extension = parent.extension();
        synchronized (extension) {
            if (hasEnded()) { // somebody found it by its name; its end must not leave it in the list
                return;
            }
            if (!extension.closed) {
                extension.addChild(this);
                return;
            }
        }
        lower(LINKED_TO_PARENT);
        die(ExitReason.NO_PROC, null);
    }

    final boolean isFirst() {
        return parent == this;
    }

    // ---- exit signals -------------------------------------------------------------------------------------------------------------

    /** An exit signal somebody sent; the truth table of OTP.md 1.3. */
    final void exitSignal(LocalPid from, ExitReason reason) {
        if (reason instanceof ExitReason.Kill || node().isClosing()) {
            die(ExitReason.KILLED, null);
        } else if (has(TRAP_EXIT)) {
            pushSystem(new SystemMessage.Exit(from, reason));
        } else if (!(reason instanceof ExitReason.Normal) || from == this) {
            die(reason, null);
        }
    }

    /**
     * An exit signal through a link.
     *
     * @param cut cuts the link, under the extension's monitor; false if there was none any more
     */
    private void exitThroughLink(LocalPid from, ExitReason reason, Predicate<Extension> cut) {
        var extension = extension();
        var woke = false;
        var ended = false;
        var why = node().isClosing() ? ExitReason.KILLED : reason;
        synchronized (extension) {
            if (extension.closed || !cut.test(extension)) {
                return;
            }
            if (has(TRAP_EXIT) && !node().isClosing()) {
                woke = push(new SystemMessage.Exit(from, why), Integer.MAX_VALUE) == Push.WOKE;
            } else if (!(why instanceof ExitReason.Normal)) {
                ended = mark();
            }
        }
        if (woke) {
            wake();
        } else if (ended) {
            bury(why, null);
        }
    }

    /** Puts a signal into the mailbox; never counted, never refused. */
    final void pushSystem(SystemMessage message) {
        pushAndWake(message, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** Refuses that {@code caller} waits for this process, if this one waits for the end of an {@code init} that {@code caller} is in. */
    final void checkDoesNotWaitFor(LocalPid caller) {
        for (var starting = caller; !starting.has(STARTED) && !starting.isFirst();) {
            starting = starting.parent;
            if (starting == this) {
                throw new CallException.CallingStarter(this, caller);
            }
        }
    }

    /** Ends the process because its start took too long, or nobody waits for it any more. */
    final void abandonStart() {
        die(ExitReason.KILLED, null);
    }

    // ---- death --------------------------------------------------------------------------------------------------------------------

    /**
     * The end, on whatever thread brings it about, whatever the process does right now, in the order of OTP.md 1.1: nothing gets in any
     * more; names and resources are free; then the others hear of it. Without {@code terminate}.
     *
     * @return false if the process had ended already
     */
    final boolean die(ExitReason reason, @Nullable ProcessCrashed report) {
        if (!mark()) {
            return false;
        }
        bury(reason, report);
        return true;
    }

    /** Takes no lock and runs no foreign code. Who gets true has to {@link #bury}. */
    private boolean mark() {
        if (hasEnded()) {
            return false;
        }
        Activation.fence(); // before the mark, because afterEnd may come at once after it
        int seen;
        do {
            seen = flags;
            if ((seen & ENDED) != 0) {
                Activation.unfence();
                return false;
            }
        } while (!FLAGS.compareAndSet(this, seen, seen | ENDED | FENCED));
        if (!close() && !keepsThread()) {
            drop();
            forgetState();
            unfence();
        }
        return true;
    }

    private void unfence() {
        if (lower(FENCED)) {
            Activation.unfence();
        }
    }

    private void bury(ExitReason reason, @Nullable ProcessCrashed report) {
        Activation.ofThread().cascade(() -> release(reason, report));
    }

    private void release(ExitReason reason, @Nullable ProcessCrashed report) {
        var activation = Activation.ofThread();
        var closed = closeExtension();
        for (var holding = closed.holdings; holding != null; holding = holding.next) {
            giveUp(holding);
        }
        for (var timer = closed.timers; timer != null; timer = timer.older) {
            timer.drop();
        }
        if (report != null) {
            activation.outside(() -> node().telemetry().emit(report));
        }
        var slow = closePrompt(closed.owned);
        if (slow.isEmpty()) {
            tellAll(closed, reason);
        } else {
            interruptRunner(); // it may hold a lock that a close needs
            var closing = new Closing(this, slow, () -> tellAll(closed, reason));
            if (Activation.process() == this) {
                activation.outside(closing);
            } else {
                closing.onSideThread();
            }
        }
    }

    /** @return what is left to close, the newest first */
    private List<AutoCloseable> closePrompt(@Nullable Owned newest) {
        var slow = new ArrayList<AutoCloseable>(0);
        for (var owned = newest; owned != null; owned = owned.older) {
            var resource = owned.resource;
            if (isInline() || resource instanceof PromptCloseable) { // what an inline process owns may not block either
                Activation.ofThread().outside(() -> closeOwned(resource));
            } else {
                slow.add(resource);
            }
        }
        return slow;
    }

    private void tellAll(Extension closed, ExitReason reason) {
        if (!isFirst()) {
            node().ended();
        }
        tellLinked(closed, reason);
        Activation.ofThread().afterCascade(() -> tell(closed, reason));
    }

    private void tellLinked(Extension closed, ExitReason reason) {
        for (var monitor = closed.monitors; monitor != null; monitor = monitor.nextOfWatcher) {
            monitor.target.detach(monitor);
        }
        if (closed.links != null) {
            for (var peer : closed.links) {
                peer.exitThroughLink(this, reason, extension -> extension.removeLink(this));
            }
        }
        var survivors = new ArrayList<LocalPid>(0);
        for (var child : closed.children()) {
            child.exitThroughLink(this, reason, _ -> child.lower(LINKED_TO_PARENT) || node().isClosing());
            if (!child.hasEnded()) {
                survivors.add(child);
            }
        }
        if (!survivors.isEmpty()) {
            synchronized (closed) {
                closed.forgetChildren();
            }
            survivors.forEach(node().firstProcess()::adopt);
        }
    }

    /** Takes in a child that has survived its parent, so that the end of this process, which is the node's first, ends it. */
    private void adopt(LocalPid orphan) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                orphan.nextSibling = null;
                orphan.previousSibling = null;
                orphan.raise(ADOPTED); // first: one that ends after the next look sees it, and leaves the list again
                if (!orphan.hasEnded()) {
                    extension.addChild(orphan);
                }
                return;
            }
        }
        orphan.die(ExitReason.KILLED, null);
    }

    private void forgetAdopted(LocalPid orphan) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.removeChild(orphan);
            }
        }
    }

    private void tell(Extension closed, ExitReason reason) {
        if (!isFirst()) {
            parent.exitThroughLink(this, reason, extension -> {
                extension.removeChild(this);
                return lower(LINKED_TO_PARENT);
            });
        }
        if (has(ADOPTED)) {
            node().firstProcess().forgetAdopted(this);
        }
        for (var watch = closed.watches; watch != null; watch = watch.next) {
            watch.down(reason);
        }
        if (closed != Extension.CLOSED) {
            synchronized (closed) {
                closed.forgetAll();
            }
        }
        if (interruptRunner() || isAmidCallback()) {
            ZombieWatch.start(this);
        }
    }

    /** Whether it was ended by something its own callback has done, which now unwinds, unless it catches everything. */
    private boolean isAmidCallback() {
        return runner == Thread.currentThread() && !isInline() && has(STARTED) && !has(TERMINATED);
    }

    final void closeOwned(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Throwable thrown) { // one resource that cannot be closed must not keep the others open, nor the end from its course
            var during = "close of " + resource.getClass().getName();
            node().telemetry().emit(report(ExitReason.Crash.of(thrown), during));
        }
    }

    private void giveUp(Holding holding) {
        try {
            holding.release();
        } catch (Throwable thrown) { // equals of a registry's key is user code; as in closeOwned
            var crash = report(ExitReason.Crash.of(thrown), UserText.of(() -> "release of " + holding));
            Activation.ofThread().outside(() -> node().telemetry().emit(crash));
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

    /** A report made from outside, on whatever thread. */
    abstract ProcessCrashed report(ExitReason reason, String during);

    /**
     * Interrupts the callback that runs, unless it is this thread's own.
     *
     * @return whether there was one
     */
    final boolean interruptRunner() {
        if (isInline() || runner == null || !raise(INTERRUPTING)) {
            return false;
        }
        try {
            var thread = runner;
            if (thread == null || thread == Thread.currentThread()) {
                return false;
            }
            thread.interrupt();
            return true;
        } finally {
            lower(INTERRUPTING);
        }
    }

    /** The activation that ran, or was about to run, when the process ended, is over. On its thread. */
    final void afterEnd() {
        drop();
        forgetState();
        runner = null;
        awaitInterrupter();
        unfence();
        if (lower(ZOMBIE)) {
            node().zombies().decrementAndGet();
        }
        if (has(RETURN_AWAITED)) {
            node().returned(this);
        }
    }

    /** Blocks until the last callback of this process, which has ended, has returned. */
    final boolean awaitReturn(Slot slot, long nanos) {
        raise(RETURN_AWAITED);
        return runner == null || slot.await(nanos) != null;
    }

    @SuppressWarnings("ThreadPriorityCheck") // a few instructions of somebody who may need this very carrier to go on
    private void awaitInterrupter() {
        while (has(INTERRUPTING)) {
            Thread.yield();
        }
    }

    final void becomeZombie() {
        if (raise(ZOMBIE)) {
            node().zombieFound();
            if (runner == null && lower(ZOMBIE)) { // it returned in between
                node().zombies().decrementAndGet();
            }
        }
    }

    // ---- links and monitors, on this process's own thread ---------------------------------------------------------------------------

    /** @return false if {@code peer} has ended */
    final boolean linkTo(LocalPid peer) {
        return peer == this || isLinkedByBirth(peer) || linkBoth(peer);
    }

    /** Parent and child are linked by a flag of the child instead of an entry on both sides. */
    private boolean isLinkedByBirth(LocalPid peer) {
        return (peer.parent == this && peer.has(LINKED_TO_PARENT)) || (parent == peer && has(LINKED_TO_PARENT));
    }

    private boolean linkBoth(LocalPid peer) {
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

    final void unlinkFrom(LocalPid peer) {
        var mine = extension();
        synchronized (mine) {
            if (peer.parent == this) {
                peer.lower(LINKED_TO_PARENT);
            } else if (parent == peer) {
                lower(LINKED_TO_PARENT);
            }
            if (!mine.closed) {
                mine.removeLink(peer);
            }
        }
        var theirs = peer.extension();
        synchronized (theirs) {
            if (!theirs.closed) {
                theirs.removeLink(this);
            }
        }
    }

    final ProcessMonitor startMonitor(LocalPid target) {
        return startMonitor(new ProcessMonitor(this, target));
    }

    final ProcessMonitor startMonitor(ProcessMonitor monitor) {
        var target = monitor.target;
        var extension = extension();
        synchronized (extension) {
            if (extension.closed) {
                throw new ProcessExit(this);
            }
            extension.remember(monitor);
        }
        if (!target.attach(monitor)) {
            monitor.down(ExitReason.NO_PROC);
        } else if (hasEnded()) { // whoever ended this process may have detached it before it was attached
            target.detach(monitor);
            throw new ProcessExit(this);
        }
        return monitor;
    }

    final void stopMonitor(ProcessMonitor monitor) {
        monitor.flushed = true;
        monitor.target.detach(monitor);
        forgetMonitor(monitor);
    }

    // ---- what hangs on a process, from any thread -----------------------------------------------------------------------------------

    /** @return false if this process has ended, and nothing was attached */
    final boolean attach(Watch watch) {
        var extension = extension();
        synchronized (extension) {
            if (extension.closed) {
                return false;
            }
            extension.attach(watch);
            return true;
        }
    }

    final void detach(Watch watch) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) { // else the ending thread reads the list
                extension.detach(watch);
            }
        }
    }

    final void forgetMonitor(ProcessMonitor monitor) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.forget(monitor);
            }
        }
    }

    /** Lets go of tables that are empty. */
    final void trim() {
        var present = extension;
        if (present != null) {
            synchronized (present) {
                if (!present.closed) {
                    present.trim();
                }
            }
        }
    }

    /** @return false if this process has ended, and the timer should not be started */
    final boolean rememberTimer(Timers.Timer timer) {
        var extension = extension();
        synchronized (extension) {
            if (extension.closed) {
                return false;
            }
            extension.addTimer(timer);
            return true;
        }
    }

    final void forgetTimer(Timers.Timer timer) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.removeTimer(timer);
            }
        }
    }

    /** @return false if this process has ended */
    final boolean remember(Holding holding) {
        var extension = extension();
        synchronized (extension) {
            if (extension.closed) {
                return false;
            }
            extension.addHolding(holding);
            return true;
        }
    }

    final void forget(Holding holding) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) { // else the ending thread reads the list
                extension.removeHolding(holding);
            }
        }
    }

    /** @return false if this process has ended */
    final boolean rememberOwned(AutoCloseable resource) {
        var extension = extension();
        synchronized (extension) {
            if (extension.closed) {
                return false;
            }
            extension.addOwned(resource);
            return true;
        }
    }

    final void forgetOwned(AutoCloseable resource) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.removeOwned(resource);
            }
        }
    }

    final String label() {
        var present = extension;
        var own = present == null ? null : present.label;
        return own == null ? kindLabel() : own;
    }

    final void relabel(String label) {
        var extension = extension();
        synchronized (extension) {
            if (!extension.closed) {
                extension.label = label;
            }
        }
    }

    final List<Pid> livingChildren() {
        var extension = extension();
        synchronized (extension) {
            var living = new ArrayList<Pid>();
            for (var child : extension.children()) {
                if (!child.hasEnded()) {
                    living.add(child);
                }
            }
            return living;
        }
    }

    abstract ProcessInfo info();

    // Of a process that is ending all this is known as long as nobody has heard of the end.

    /** Oldest first. */
    final List<Holding> holdings() {
        var present = extension;
        if (present == null) {
            return List.of();
        }
        var newestFirst = new ArrayList<Holding>();
        synchronized (present) {
            for (var holding = present.holdings; holding != null; holding = holding.next) {
                newestFirst.add(holding);
            }
        }
        return newestFirst.reversed();
    }

    final List<String> heldNames() {
        return holdings().stream().filter(HeldName.class::isInstance).map(Holding::toString).toList();
    }

    final List<Pid> linkedPeers() {
        var extension = extension();
        synchronized (extension) {
            return extension.links == null ? List.of() : List.copyOf(extension.links);
        }
    }

    final List<Pid> monitored() {
        var extension = extension();
        synchronized (extension) {
            var targets = new ArrayList<Pid>();
            for (var monitor = extension.monitors; monitor != null; monitor = monitor.nextOfWatcher) {
                targets.add(monitor.target);
            }
            return targets;
        }
    }

    final Map<String, String> shownLocals() {
        return extension().shownLocals();
    }

    final ProcessState state() {
        if (hasEnded()) {
            return runner == null ? ProcessState.DEAD : ProcessState.EXITING;
        }
        if (!has(STARTED)) {
            return ProcessState.STARTING;
        }
        if (has(SUSPENDED)) {
            return ProcessState.SUSPENDED;
        }
        return isIdle() ? ProcessState.WAITING : ProcessState.RUNNING;
    }

    /** The activation is over, as soon as the inbox is released, which orders this before whatever comes after. */
    final void noRunner() {
        RUNNER.setRelease(this, (Thread) null);
    }

    // ---- flags and extension --------------------------------------------------------------------------------------------------------

    final boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** @return whether it was down */
    final boolean raise(int flag) {
        return ((int) FLAGS.getAndBitwiseOr(this, flag) & flag) == 0;
    }

    /** @return whether it was up */
    final boolean lower(int flag) {
        return ((int) FLAGS.getAndBitwiseAnd(this, ~flag) & flag) != 0;
    }

    final boolean hasEnded() {
        return has(ENDED);
    }

    /** Made at first use. */
    final Extension extension() {
        var present = extension;
        if (present != null) {
            return present;
        }
        var fresh = new Extension();
        var witness = (Extension) EXTENSION.compareAndExchange(this, (Extension) null, fresh);
        return witness == null ? fresh : witness;
    }

    final @Nullable Extension presentExtension() {
        return extension;
    }

    // ---- Pid ----------------------------------------------------------------------------------------------------------------------

    final LocalPid parentPid() {
        return parent;
    }

    @Override
    public final String nodeName() {
        return node().name();
    }

    @Override
    public final long creation() {
        return node().creation();
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
}
