package dev.redstart.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
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
    /** Workers that wait for the next burst; those beyond end. */
    private static final int MAX_IDLE = 256;
    /** After so many quick ones one that computes has its turn, or they would wait for ever. */
    private static final int TURNS = 64;

    private static final VarHandle TOKEN;

    static {
        try {
            TOKEN = MethodHandles.lookup().findVarHandle(WorkerScheduler.class, "token", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static final WorkerScheduler SHARED = new WorkerScheduler(Watchdog.ofJvm());

    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> computing = new ConcurrentLinkedQueue<>();
    /** Whether somebody searches. No object: an exhausted stack must not keep anybody from writing it. */
    private volatile boolean token;
    private final AtomicReference<@Nullable Worker> idle = new AtomicReference<>();
    private final AtomicInteger idleCount = new AtomicInteger();
    private final AtomicInteger computingNow = new AtomicInteger();
    private volatile int computingLimit = Runtime.getRuntime().availableProcessors();
    /** A worker that has the token and may still sleep; the watchdog wakes it. */
    private volatile @Nullable Worker untold;
    /** Counts those who were given the token, so that the watchdog sees one keep it. */
    private int searches;
    private final ThreadFactory workerThreads = Thread.ofVirtual().name("redstart-worker-", 0)
            .inheritInheritableThreadLocals(false).factory();
    private final ThreadFactory freshThreads = Thread.ofVirtual().name("redstart-process")
            .inheritInheritableThreadLocals(false).factory();
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
     *
     * @return false if there is no room or no memory for one
     */
    boolean runsInstead(Runnable process) {
        try {
            startAlone(process, Objects.requireNonNullElse(habits(process), Habits.UNKNOWN));
            return true;
        } catch (RuntimeException | Error _) {
            return false;
        }
    }

    /** To the end of the queue, by the watchdog or a worker whose handler is about to wait. */
    void enqueue(Runnable process) {
        add(process, queue);
    }

    /** Whatever it is that fails once {@code process} is in the queue, it will be found there, and must not be put into it again. */
    private void add(Runnable process, Queue<Runnable> end) {
        StackRoom.reserve(StackRoom.TO_QUEUE);
        end.add(process);
        try {
            if (!token) {
                wake();
            }
        } catch (RuntimeException | Error _) {
            // no room or no memory to wake somebody; the next who comes does it, or the watchdog
        }
    }

    static @Nullable Habits habits(@Nullable Runnable process) {
        var local = Scheduler.processOf(process);
        return local == null ? null : local.kind.habits();
    }

    private void startAlone(Runnable process, Habits habits) {
        StackRoom.reserve(StackRoom.TO_WAKE);
        var activation = new Alone(process, habits);
        var thread = freshThreads.newThread(activation);
        activation.thread = thread;
        thread.start();
        watchdog.attend();
    }

    /** One activation on a thread of its own. Waits, most of the time; the watchdog looks for those that do not. */
    final class Alone implements Runnable {
        final Runnable process;
        private final Habits habits;
        /** Not before it has a core: to wait for one is no habit. */
        private long began;
        private @Nullable Thread thread;
        /** Belongs to the watchdog. */
        boolean toldOf;

        Alone(Runnable process, Habits habits) {
            this.process = process;
            this.habits = habits;
        }

        @Override
        public void run() {
            began = System.nanoTime();
            try {
                beWatched();
                process.run();
            } finally {
                alone.remove(this);
                habits.ranAlone(age());
            }
        }

        private void beWatched() {
            try {
                alone.add(this);
            } catch (OutOfMemoryError _) {
                // then it runs unwatched
            }
        }

        /** Nanoseconds since it has begun. */
        long age() {
            return System.nanoTime() - began;
        }

        @SuppressWarnings("NullAway") // there before it runs
        Thread thread() {
            return thread;
        }
    }

    // ---- workers ------------------------------------------------------------------------------------------------------------------

    /**
     * Has one more worker search, unless one does already.
     *
     * @throws Error for want of room or memory; it can be tried again
     */
    void wake() {
        StackRoom.reserve(StackRoom.TO_WAKE);
        if (takeToken()) {
            handToken(popIdle());
            watchdog.attend();
        }
    }

    private boolean takeToken() {
        return !token && TOKEN.compareAndSet(this, false, true);
    }

    /** Gives the token, which the caller holds, to {@code worker}, or to a new one. */
    private void handToken(@Nullable Worker worker) {
        searches++;
        if (worker == null) {
            startWorker();
            return;
        }
        worker.becomeSearcher();
        try {
            worker.unpark();
        } catch (RuntimeException | Error e) { // it has the token, but may not know
            untold = worker;
            throw e;
        }
    }

    private void startWorker() {
        Worker fresh;
        try {
            fresh = new Worker(this);
            fresh.start(workerThreads);
        } catch (RuntimeException | Error e) { // no memory for one; whoever comes next tries again
            token = false;
            throw e;
        }
        beWatched(fresh);
    }

    private void beWatched(Worker worker) {
        try {
            unwatched.add(worker);
        } catch (OutOfMemoryError _) {
            // then it works unwatched
        }
    }

    /** For a searching worker that fails. */
    void giveTokenBack() {
        token = false;
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
        token = false;
        wakeForRest();
    }

    /** Has somebody search for what is left, if there is any; on behalf of somebody who has no part in what fails then. */
    void wakeForRest() {
        try {
            if (!token && hasWork()) {
                wake();
            }
        } catch (RuntimeException | Error _) {
            // as in add
        }
    }

    /** @return whether the worker that asks is the one that searches now */
    boolean startSearching() {
        if (takeToken()) {
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
            token = false;
            if (hasWork() && takeToken()) { // it came between the last look and now, when the token kept others away
                var woken = popIdle();
                if (woken == worker) {
                    searches++;
                    return Rest.SEARCHES;
                }
                handTokenIfPossible(woken);
            }
        }
        return enough ? Rest.ENDS : Rest.IDLE;
    }

    private void handTokenIfPossible(@Nullable Worker worker) {
        try {
            handToken(worker);
        } catch (RuntimeException | Error _) {
            // as in add
        }
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
        InTurn turn;
        try {
            turn = new InTurn();
        } catch (OutOfMemoryError e) {
            computingNow.decrementAndGet();
            throw e;
        }
        turn.process = computing.poll();
        if (turn.process == null) {
            computingNow.decrementAndGet();
            return null;
        }
        return turn;
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
        private @Nullable Runnable process;
        private final AtomicBoolean left = new AtomicBoolean();

        @Override
        @SuppressWarnings("NullAway") // there before anybody gets this
        public Runnable process() {
            return process;
        }

        boolean hasLeft() {
            return left.get();
        }

        @Override
        public void run() {
            var began = System.nanoTime();
            try {
                process().run();
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
            StackRoom.reserve(StackRoom.TO_QUEUE);
            if (left.compareAndSet(false, true)) {
                computingNow.decrementAndGet();
                wakeForRest();
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
        beWatched(worker);
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
        return token;
    }

    int searches() {
        return searches;
    }

    /** Does what somebody had no room or no memory for. */
    void makeUp() {
        var searcher = untold;
        if (searcher != null) {
            searcher.unpark();
            untold = null; // another's may be lost, which wants two stacks to end at once
        }
        wakeForRest();
    }

    void limitComputing(int limit) {
        if (limit != computingLimit) {
            computingLimit = limit;
        }
    }
}
