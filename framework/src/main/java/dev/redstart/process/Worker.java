package dev.redstart.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that runs processes, one after the other.
 *
 * <pre>
 *             ┌────────── found nothing ──────────┐
 *             ▼                                   │
 *   idle ── woken ──▶ searching ── found ──▶ running ── found nothing, nobody searches ──▶ searching
 *     ▲                   │                       │
 *     └── found nothing ──┴───────────────────────┘
 * </pre>
 *
 * <p>Its {@code next} slot holds the process that what runs now has sent to: it runs right after, on a warm cache, without the shared
 * queue.
 *
 * <p>Threading: {@code next} is filled by the worker, and emptied by it or by the watchdog; {@code current} and {@code activation} are
 * written by the worker and read by the watchdog; {@code below} belongs to the stack of idle workers; {@code lastSeen}, {@code stale}, {@code since},
 * {@code toldOf} to the watchdog. The rest says.
 */
final class Worker implements Runnable {
    /** So many in a row from the slot while others wait. */
    private static final int MAX_STREAK = 128;
    /** Looks before it goes to sleep. More costs more than it gives. */
    private static final int SPINS = 10;

    private static final VarHandle NEXT;
    private static final VarHandle CURRENT;
    private static final VarHandle ACTIVATION;
    private static final VarHandle GIVEN_UP;

    static {
        try {
            var lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(Worker.class, "next", Runnable.class);
            CURRENT = lookup.findVarHandle(Worker.class, "current", Runnable.class);
            ACTIVATION = lookup.findVarHandle(Worker.class, "activation", long.class);
            GIVEN_UP = lookup.findVarHandle(Worker.class, "givenUp", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkerScheduler scheduler;
    private @Nullable Thread thread;
    private volatile boolean woken;
    @Nullable
    Worker below;
    private @Nullable Runnable next;
    private @Nullable Runnable current;
    private long activation;
    /** Set by the watchdog: what runs now blocks or computes, so nothing is to wait for it in the slot. */
    private volatile boolean keepsNothing;
    /** Set by the watchdog: others wait for a core. */
    private volatile boolean mayYield;
    /** Set by the watchdog: it does not look at this worker again before it is back. Whoever takes this back has it watched again. */
    private volatile boolean givenUp;
    // of this thread
    /** Whether it has the token. */
    private boolean searching = true;
    /** How many it had from the slot, one after the other. */
    private int streak;
    /** How many it had from the queue. */
    private int turns;

    // of the watchdog
    long lastSeen = -1;
    int stale;
    /** When it was first seen in what it runs now. */
    long since;
    boolean toldOf;

    Worker(WorkerScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The worker whose thread this is, if it is one's. */
    static @Nullable Worker current() {
        return Thread.currentThread().isVirtual() ? Activation.ofThread().worker : null;
    }

    void start(ThreadFactory threads) {
        var unstarted = threads.newThread(this);
        thread = unstarted;
        unstarted.start();
    }

    // ---- the worker's own thread --------------------------------------------------------------------------------------------------

    @Override
    public void run() {
        Activation.ofThread().worker = this;
        var goesOn = true;
        while (goesOn) {
            try {
                goesOn = step();
            } catch (RuntimeException | Error thrown) { // for want of memory: this worker may be the only one, and may have the token
                report(thrown);
                if (searching) {
                    searching = false;
                    scheduler.giveTokenBack();
                }
            }
        }
    }

    /** @return false if this worker is to end */
    private boolean step() {
        Runnable process = null;
        if (next != null && (streak < MAX_STREAK || !scheduler.hasWork())) {
            process = takeNext();
            streak++;
        }
        if (process == null) {
            handOver();
            process = scheduler.poll(++turns);
            streak = 0;
        }
        if (process != null) {
            if (searching) {
                searching = false;
                scheduler.found();
            }
            execute(process);
        } else if (!searching && scheduler.startSearching()) {
            searching = true;
        } else if (!searching || !spin()) {
            return restUntilItSearches();
        }
        return true;
    }

    private boolean restUntilItSearches() {
        var hasToken = searching;
        searching = false;
        switch (scheduler.rest(this, hasToken)) {
            case IDLE -> sleep();
            case SEARCHES -> {}
            case ENDS -> {
                return false;
            }
        }
        searching = true;
        return true;
    }

    private void execute(Runnable process) {
        ACTIVATION.setOpaque(this, activation + 1);
        CURRENT.setOpaque(this, process);
        try {
            process.run();
        } catch (Throwable thrown) { // a process deals with what its callbacks throw; this worker serves others
            report(thrown);
        }
        CURRENT.setOpaque(this, (Runnable) null);
        if (keepsNothing || mayYield || givenUp || LocalPid.MISSED.any) {
            afterTrouble();
        }
    }

    private static void report(Throwable thrown) {
        var thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    private void afterTrouble() {
        keepsNothing = false;
        if (takeBack()) {
            scheduler.back(this);
        }
        if (LocalPid.MISSED.any) {
            LocalPid.MISSED.wakeAll();
        }
        if (mayYield) {
            mayYield = false;
            letOthersRun();
        }
    }

    private boolean spin() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
            if (scheduler.hasWork()) {
                return true;
            }
        }
        return false;
    }

    private void sleep() {
        while (!woken) {
            LockSupport.park(this);
            Thread.interrupted(); // an interrupt of nobody's business would make this a spin
        }
        woken = false;
    }

    /** @return false if {@code process} has to go to the queue */
    boolean runsNext(Runnable process) {
        if (next != null || keepsNothing) {
            return false;
        }
        NEXT.setRelease(this, process);
        return true;
    }

    private @Nullable Runnable takeNext() {
        return (Runnable) NEXT.getAndSet(this, (Runnable) null);
    }

    /** Lets somebody else run what waits in the slot. */
    void handOver() {
        if (NEXT.getOpaque(this) != null) {
            var waiting = takeNext();
            if (waiting != null) {
                enqueue(waiting);
            }
        }
    }

    private void enqueue(Runnable waiting) {
        try {
            scheduler.enqueue(waiting);
        } catch (RuntimeException | Error e) { // no memory for a place in the queue
            var process = Scheduler.processOf(waiting);
            if (process == null) {
                throw e;
            }
            LocalPid.MISSED.add(process);
        }
    }

    /** This thread is about to wait within the runtime. */
    static void beforeWait() {
        var worker = current();
        if (worker == null) {
            return;
        }
        if (worker.current instanceof WorkerScheduler.InTurn turn) {
            turn.leave();
        }
        ACTIVATION.setOpaque(worker, worker.activation + 1); // one that comes to wait again and again neither blocks nor computes
        if (worker.next == null) {
            return;
        }
        var waiting = worker.takeNext();
        if (waiting != null && !worker.scheduler.runsInstead(waiting)) {
            worker.enqueue(waiting);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // a virtual thread gives its carrier to the next in the queue
    static void letOthersRun() {
        Thread.yield();
    }

    // ---- anybody --------------------------------------------------------------------------------------------------------------------

    /** Only for the holder of the token, which is this worker's from here on. */
    void becomeSearcher() {
        woken = true;
    }

    void unpark() {
        LockSupport.unpark(thread);
    }

    // ---- the watchdog -----------------------------------------------------------------------------------------------------------------

    @SuppressWarnings("NullAway") // there before anybody else knows this worker
    Thread thread() {
        return thread;
    }

    /** What it runs, or null. */
    @Nullable
    Runnable running() {
        return (Runnable) CURRENT.getOpaque(this);
    }

    boolean runsInTurn() {
        return CURRENT.getOpaque(this) instanceof WorkerScheduler.InTurn turn && !turn.hasLeft();
    }

    /** Grows with everything it runs, and with every wait for the runtime meanwhile. */
    long activation() {
        return (long) ACTIVATION.getOpaque(this);
    }

    void keepNothing() {
        keepsNothing = true;
        handOver();
    }

    void mayYield() {
        mayYield = true;
    }

    void giveUp() {
        givenUp = true;
        if (CURRENT.getOpaque(this) instanceof WorkerScheduler.InTurn turn) {
            turn.leave();
        }
    }

    boolean isGivenUp() {
        return givenUp;
    }

    // ---- the worker or the watchdog ---------------------------------------------------------------------------------------------------

    /** @return whether it was given up until now, so that the caller has to have it watched again */
    boolean takeBack() {
        return givenUp && GIVEN_UP.compareAndSet(this, true, false);
    }
}
