package dev.redstart.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Runs processes on a few long-lived virtual threads, the {@link Worker}s (ADR 5). A handler may block: its worker keeps it, and another
 * takes over at once, because one of them always stands by, runnable, in the JDK's own queue.
 *
 * <p>At most one worker searches, the one for which the token is taken. Having found work it gives the token back and, if there is more,
 * wakes the next searcher before it runs what it has found. Only who holds the token takes a worker out of the stack of idle ones, so the
 * stack knows no ABA.
 *
 * <p>A kind of process that is known to block ({@link Habits}) gets a fresh thread for each activation instead, which is cheaper than a
 * worker that comes and goes. One that is known to compute for long waits in a queue of its own, and only so many of those run at once that
 * others get through.
 *
 * <p>Threading: everything is shared.
 */
final class WorkerScheduler implements Scheduler {
    static final WorkerScheduler SHARED = new WorkerScheduler(Watchdog.ofJvm());

    /** Workers that wait for the next burst; those beyond end. */
    private static final int MAX_IDLE = 256;
    /** After so many quick ones one that computes has its turn, or they would wait for ever. */
    private static final int TURNS = 64;

    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> computing = new ConcurrentLinkedQueue<>();
    /** Whether somebody searches. */
    private final AtomicBoolean token = new AtomicBoolean();
    private final AtomicReference<@Nullable Worker> idle = new AtomicReference<>();
    private final AtomicInteger idleCount = new AtomicInteger();
    private final AtomicInteger computingNow = new AtomicInteger();
    private volatile int computingLimit = Runtime.getRuntime().availableProcessors();
    /** Counts those who were given the token, so that the watchdog sees one keep it. */
    private int searches;
    private final Thread.Builder workerThreads = Thread.ofVirtual().name("redstart-worker-", 0)
            .inheritInheritableThreadLocals(false);
    private final Thread.Builder freshThreads = Thread.ofVirtual().name("redstart-process")
            .inheritInheritableThreadLocals(false);
    /** New ones and those that are back from a long time in one handler; the watchdog collects them. */
    private final Queue<Worker> unwatched = new ConcurrentLinkedQueue<>();
    /** What runs on threads of its own right now. */
    private final Set<Alone> alone = ConcurrentHashMap.newKeySet();
    private final Watchdog watchdog;

    WorkerScheduler(Watchdog watchdog) {
        this.watchdog = watchdog;
        watchdog.watch(this);
    }

    // ---- in -----------------------------------------------------------------------------------------------------------------------

    @Override
    public void submit(Runnable process) {
        var habits = habits(process);
        if (habits == null) {
            next(process);
        } else if (habits.blocks()) {
            startAlone(process, habits);
        } else if (habits.computes()) {
            add(process, computing);
        } else {
            next(process);
        }
    }

    private void next(Runnable process) {
        var worker = Worker.current();
        if (worker == null || !watchdog.isOn() || !worker.runsNext(process)) {
            add(process, queue);
        }
    }

    @Override
    public void requeue(Runnable process) {
        var habits = habits(process);
        add(process, habits != null && habits.computes() ? computing : queue);
    }

    /**
     * Runs {@code process} on a fresh thread, next on this carrier: its worker is about to wait, for it most likely. Cheaper than to find
     * another worker, and to find this one again.
     */
    void runInstead(Runnable process) {
        startAlone(process, Objects.requireNonNullElse(habits(process), Habits.UNKNOWN));
    }

    /** To the end of the queue, by the watchdog or a worker whose handler is about to wait. */
    void enqueue(Runnable process) {
        add(process, queue);
    }

    private void add(Runnable process, Queue<Runnable> end) {
        end.add(process);
        if (!token.get()) {
            wake();
        }
    }

    static @Nullable Habits habits(@Nullable Runnable process) {
        var local = Scheduler.processOf(process);
        return local == null ? null : local.kind.habits();
    }

    private void startAlone(Runnable process, Habits habits) {
        var activation = new Alone(process, habits);
        activation.thread = freshThreads.unstarted(activation);
        activation.thread.start();
        watchdog.attend();
    }

    /** One activation on a thread of its own. Waits, most of the time; the watchdog looks for those that do not. */
    final class Alone implements Runnable {
        final Runnable process;
        private final Habits habits;
        private final long began = System.nanoTime();
        private @Nullable Thread thread;
        /** Belongs to the watchdog. */
        boolean toldOf;

        Alone(Runnable process, Habits habits) {
            this.process = process;
            this.habits = habits;
        }

        @Override
        public void run() {
            var began = System.nanoTime(); // not before: to wait for a core is no habit
            try {
                alone.add(this);
                process.run();
            } finally {
                alone.remove(this);
                habits.ranAlone(System.nanoTime() - began);
            }
        }

        /** Nanoseconds since it was submitted. */
        long age() {
            return System.nanoTime() - began;
        }

        @SuppressWarnings("NullAway") // there before it runs
        Thread thread() {
            return thread;
        }
    }

    // ---- workers ------------------------------------------------------------------------------------------------------------------

    /** Has one more worker search, unless one does already. */
    void wake() {
        if (token.compareAndSet(false, true)) {
            sendSearching(popIdle());
        }
    }

    /** Gives the token, which the caller holds, to {@code worker}, or to a new one. */
    private void sendSearching(@Nullable Worker worker) {
        searches++;
        if (worker != null) {
            worker.wake();
        } else {
            startWorker();
        }
        watchdog.attend();
    }

    private void startWorker() {
        var fresh = new Worker(this);
        try {
            fresh.start(workerThreads);
        } catch (RuntimeException | Error e) { // no memory for one; whoever comes next tries again
            token.set(false);
            throw e;
        }
        unwatched.add(fresh);
    }

    /** Only for the holder of the token. */
    private @Nullable Worker popIdle() {
        for (;;) {
            var top = idle.get();
            if (top == null) {
                return null;
            }
            if (idle.compareAndSet(top, top.below)) {
                idleCount.decrementAndGet();
                return top;
            }
        }
    }

    private void pushIdle(Worker worker) {
        idleCount.incrementAndGet();
        do {
            worker.below = idle.get();
        } while (!idle.compareAndSet(worker.below, worker));
    }

    /** A searching worker has found something. */
    void found() {
        token.set(false);
        if (hasWork()) {
            wake();
        }
    }

    /** @return whether {@code worker} is the one that searches now */
    boolean startSearching() {
        if (!token.get() && token.compareAndSet(false, true)) {
            searches++;
            return true;
        }
        return false;
    }

    /** What became of a worker that found nothing. */
    enum Rest {
        /** It is in the stack of idle ones, until somebody wakes it as a searcher. */
        IDLE,
        /** There was something after all, and it searches again. */
        SEARCHES,
        /** There are enough of them. */
        ENDS
    }

    Rest rest(Worker worker, boolean searching) {
        var enough = idleCount.get() >= MAX_IDLE;
        if (!enough) {
            pushIdle(worker);
        }
        if (searching) {
            token.set(false);
            if (hasWork() && token.compareAndSet(false, true)) { // it came between the last look and now, when the token kept others away
                var woken = popIdle();
                if (woken == worker) {
                    searches++;
                    return Rest.SEARCHES;
                }
                sendSearching(woken);
            }
        }
        return enough ? Rest.ENDS : Rest.IDLE;
    }

    // ---- out ----------------------------------------------------------------------------------------------------------------------

    boolean hasWork() {
        return !queue.isEmpty() || (!computing.isEmpty() && computingNow.get() < computingLimit);
    }

    /**
     * What is to run now, or null.
     *
     * @param turn how many this worker has had from the queue
     */
    @Nullable
    Runnable poll(int turn) {
        var first = turn % TURNS == 0 ? pollComputing() : null;
        if (first != null) {
            return first;
        }
        var process = queue.poll();
        return process == null ? pollComputing() : process;
    }

    private @Nullable Runnable pollComputing() {
        if (computing.isEmpty() || !mayCompute()) {
            return null;
        }
        var process = computing.poll();
        if (process == null) {
            computingNow.decrementAndGet();
            return null;
        }
        return new InTurn(process);
    }

    private boolean mayCompute() {
        for (;;) {
            var now = computingNow.get();
            if (now >= computingLimit) {
                return false;
            }
            if (computingNow.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /** One activation of a process that computes for long. */
    final class InTurn implements Wrapped {
        private final Runnable process;
        private final AtomicBoolean left = new AtomicBoolean();

        InTurn(Runnable process) {
            this.process = process;
        }

        @Override
        public Runnable process() {
            return process;
        }

        @Override
        public void run() {
            var began = System.nanoTime();
            try {
                process.run();
            } finally {
                leave();
                var habits = habits(process);
                if (habits != null) {
                    habits.ranInTurn(System.nanoTime() - began);
                }
                Worker.letOthersRun();
            }
        }

        /** Makes room for another: it has ended, or waits instead of computing, maybe for the very one that has no room. */
        void leave() {
            if (left.compareAndSet(false, true)) {
                computingNow.decrementAndGet();
                if (hasWork()) {
                    wake();
                }
            }
        }
    }

    // ---- for the watchdog ---------------------------------------------------------------------------------------------------------

    /** Workers that it does not watch yet. */
    List<Worker> collectUnwatched() {
        var collected = new ArrayList<Worker>();
        for (var worker = unwatched.poll(); worker != null; worker = unwatched.poll()) {
            collected.add(worker);
        }
        return collected;
    }

    /** {@code worker} is back from a handler in which the watchdog had given it up. */
    void back(Worker worker) {
        unwatched.add(worker);
        watchdog.attend();
    }

    /** What runs on threads of its own; a moment's view. */
    Set<Alone> alone() {
        return alone;
    }

    boolean hasUnwatched() {
        return !unwatched.isEmpty();
    }

    boolean isSearching() {
        return token.get();
    }

    int searches() {
        return searches;
    }

    void limitComputing(int limit) {
        if (limit != computingLimit) {
            computingLimit = limit;
            if (hasWork()) {
                wake();
            }
        }
    }
}
