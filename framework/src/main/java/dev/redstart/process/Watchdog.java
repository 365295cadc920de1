package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Watches the workers, because nobody takes a core from a virtual thread that computes: with as many such handlers as cores nothing else
 * would ever run. It learns which handlers block and which compute ({@link Habits}), names those that compute for long
 * ({@link HandlerComputes}), and has the JVM use more carrier threads while they keep all of them, so that the operating system divides the
 * cores (ADR 5).
 *
 * <p>One for all nodes of a JVM. It looks every millisecond while there is work, and sleeps otherwise.
 *
 * <p>Threading: {@link #attend} and {@link #nanoTime} may be called by anybody; all else belongs to the watchdog's thread, which is a platform
 * thread.
 */
@SuppressWarnings("ReferenceEquality") // a process is its identity
final class Watchdog implements Runnable {
    /** What it may do. */
    enum Mode {
        /** All that is said above. */
        RAISE,
        /** Learns and tells, but leaves the carrier threads as they are. For those who share the JVM with others. */
        OBSERVE,
        /** Does not run. */
        OFF;

        static final String PROPERTY = "redstart.watchdog";

        static Mode ofSystemProperties() {
            var text = System.getProperty(PROPERTY, "raise");
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "raise" -> RAISE;
                case "observe" -> OBSERVE;
                case "off" -> OFF;
                default -> throw new IllegalArgumentException(
                        "system property " + PROPERTY + " must be raise, observe or off, was '" + text + "'");
            };
        }
    }

    private static final long TICK = Duration.ofMillis(1).toNanos();
    /** When the last look has found nobody at work. */
    private static final long CALM_TICK = 3 * TICK;
    /** So late itself it judges nobody: the collector or the hypervisor held everything up. */
    private static final long LATE = 2 * TICK;
    /** Between two looks while it sleeps. */
    private static final long SLEEP = Duration.ofSeconds(1).toNanos();
    /** Ticks without work before it sleeps. */
    private static final int QUIET = 10;
    /** Ticks in one handler, computing, that make it one of those who compute. */
    private static final int COMPUTES = 4;
    /** Ticks in one handler, in turn, after which another gets its place. */
    private static final int OVERSTAYS = 100;
    /** After so long in one handler, computing, it is named; in time and not in ticks, which come late when many compute. */
    private static final long NAMED = Duration.ofMillis(500).toNanos();
    /** Ticks between two looks at those who should be waiting for something. */
    private static final int SURVEY = 50;
    /** Ticks between two trials whether a virtual thread gets a core. */
    private static final int TRIAL = 5;
    private static final int MOST_CARRIERS = 256;

    private static final Watchdog OF_JVM = new Watchdog(Mode.ofSystemProperties(), null);

    private final Mode mode;
    private @Nullable WorkerScheduler scheduler;
    private @Nullable Thread thread;
    private volatile boolean sleeps = true;
    private volatile long now;

    private @Nullable Carriers carriers;
    private @Nullable ParallelismPolicy policy;
    private int parallelism;
    private final List<Worker> watched = new ArrayList<>();
    /** In a handler that waits for something; back in the scheduler's list when that is over. */
    private final List<Worker> away = new ArrayList<>();
    private int searches;
    private int quiet;
    private int ticks;
    private final Trial trial = new Trial();

    /** @param carriers null for the JVM's */
    Watchdog(Mode mode, @Nullable Carriers carriers) {
        this.mode = mode;
        this.carriers = carriers;
    }

    static Watchdog ofJvm() {
        return OF_JVM;
    }

    /** Once, before anything else. */
    void watch(WorkerScheduler watched) {
        scheduler = watched;
    }

    // ---- anybody ------------------------------------------------------------------------------------------------------------------

    /** Whether it looks after those who wait in the slot of one that blocks. */
    boolean isOn() {
        return mode != Mode.OFF;
    }

    /** There is work. */
    void attend() {
        if (sleeps && mode != Mode.OFF) {
            wake();
        }
    }

    private void wake() {
        try {
            startOrUnpark();
        } catch (RuntimeException | Error _) {
            // no room or no memory; whoever comes next does it, and who brings work must not fail of it
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // whoever judges others by the clock should be on time
    private synchronized void startOrUnpark() {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("redstart-watchdog").priority(Thread.MAX_PRIORITY)
                    .inheritInheritableThreadLocals(false).start(this);
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** Nanoseconds, as exact as a tick while it is awake: for what is measured so often that a real clock would cost more than it. */
    long nanoTime() {
        return sleeps ? System.nanoTime() : now;
    }

    /** A virtual thread that does nothing but get a core: for those who wait for one without being run by a worker. */
    private static final class Trial implements Runnable {
        volatile boolean passed = true;

        void start() {
            var thread = Thread.ofVirtual().name("redstart-watchdog-trial").unstarted(this);
            passed = false;
            thread.start();
        }

        @Override
        public void run() {
            passed = true;
        }
    }

    // ---- the watchdog's thread ----------------------------------------------------------------------------------------------------

    @Override
    public void run() {
        var known = known();
        var last = awake();
        for (;;) {
            var pause = quiet == 0 ? TICK : CALM_TICK;
            LockSupport.parkNanos(pause);
            var tick = System.nanoTime();
            now = tick;
            watch(known, tick - last > pause + LATE);
            last = tick;
            if (quiet >= QUIET && !policy().isRaised()) {
                sleep(known);
                last = awake();
            }
        }
    }

    /** One look; what fails in it, for want of memory for a thread for example, is tried again at the next. */
    private void watch(WorkerScheduler known, boolean late) {
        try {
            tick(known, late);
        } catch (Throwable thrown) { // without the watchdog, a hog would stop everything for ever
            tell(thrown);
        }
    }

    private WorkerScheduler known() {
        return Objects.requireNonNull(scheduler, "scheduler");
    }

    private long awake() {
        now = System.nanoTime();
        sleeps = false;
        quiet = 0;
        return now;
    }

    /** Not for ever: it is also who puts right what somebody could not, for want of room or memory. */
    private void sleep(WorkerScheduler known) {
        sleeps = true;
        policy = null; // somebody else may change what it found
        if (!known.hasWork() && !known.hasUnwatched() && !isAnyAtWork()) { // else whoever brought it has seen it awake
            LockSupport.parkNanos(this, SLEEP);
        }
    }

    private boolean isAnyAtWork() {
        for (var worker : watched) {
            if (worker.running() != null) {
                return true;
            }
        }
        return false;
    }

    private Carriers carriers() {
        var present = carriers;
        if (present == null) {
            present = Carriers.ofJvm();
            carriers = present;
        }
        return present;
    }

    private ParallelismPolicy policy() {
        var present = policy;
        if (present == null) {
            parallelism = carriers().parallelism();
            present = new ParallelismPolicy(parallelism, MOST_CARRIERS);
            policy = present;
        }
        return present;
    }

    /** What one look at the workers has shown. */
    private static final class Look {
        boolean busy;
        boolean progress;
        int hogs;
        int overstaying;
        /** How many more are asked to let others run; below 0 while it is not known. */
        int mayYield = -1;
    }

    private void tick(WorkerScheduler known, boolean late) {
        ticks++;
        policy();
        if (LocalPid.MISSED.any) {
            LocalPid.MISSED.wakeAll();
        }
        known.makeUp();
        var look = new Look();
        look.busy = known.hasWork();
        for (var worker : known.collectUnwatched()) {
            look.progress = true;
            worker.lastSeen = -1; // seen anew at the look that follows
            watched.add(worker);
        }
        watched.removeIf(worker -> !keepWatchingIfPossible(worker, look, late));
        var stuck = (isStuck(known) || !tryCore()) && !look.progress;
        lookAfterThoseAway();
        if (stuck || (policy().isRaised() && ticks % SURVEY == 0)) {
            lookAtThoseAway(look);
            lookAtThoseAlone(known, look);
        }
        quiet = look.busy || !trial.passed ? 0 : quiet + 1;
        if (!late) {
            adjust(policy().tick(stuck, look.hogs));
            known.limitComputing(policy().base() + look.overstaying);
        }
    }

    /** @return false if there was none since the last tick */
    private boolean tryCore() {
        if (trial.passed && ticks % TRIAL == 0) {
            trial.start();
            return true;
        }
        return trial.passed;
    }

    /** Whether virtual threads other than the standby wait for a core. */
    private boolean others() {
        return carriers().queued() > (known().isSearching() ? 1 : 0);
    }

    /** Whether the same worker as at the last tick is about to search, while there is something to find. */
    private boolean isStuck(WorkerScheduler known) {
        var before = searches;
        searches = known.searches();
        return known.isSearching() && searches == before && known.hasWork();
    }

    private boolean keepWatchingIfPossible(Worker worker, Look look, boolean late) {
        try {
            return keepWatching(worker, look, late);
        } catch (RuntimeException | Error thrown) { // no memory to tell of it, for example; the others are looked at all the same
            tell(thrown);
            return true;
        }
    }

    private static void tell(Throwable thrown) {
        var thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    /** @return false if this worker is not to be looked at again */
    private boolean keepWatching(Worker worker, Look look, boolean late) {
        var process = worker.running();
        var activation = worker.activation();
        if (activation != worker.lastSeen) {
            worker.lastSeen = activation;
            worker.since = now;
            worker.stale = 0;
            worker.toldOf = false;
            look.progress = true;
        } else if (process != null && !late) {
            worker.stale++;
        }
        if (process == null) {
            return worker.thread().getState() != Thread.State.TERMINATED;
        }
        look.busy = true;
        if (worker.stale > 0) {
            return judge(worker, process, look);
        }
        if (look.mayYield < 0) {
            look.mayYield = others() ? 2 * parallelism : 0;
        }
        if (look.mayYield > 0) {
            look.mayYield--;
            worker.mayYield();
        }
        return true;
    }

    private boolean judge(Worker worker, Runnable process, Look look) {
        worker.keepNothing();
        var habits = WorkerScheduler.habits(process);
        if (worker.thread().getState() != Thread.State.RUNNABLE) {
            if (habits != null && worker.running() == process) {
                habits.seenBlocking();
            }
            if (worker.stale < 2) {
                return true;
            }
            worker.giveUp();
            away.add(worker);
            return false;
        }
        if (worker.stale >= 2) {
            look.hogs++;
        }
        if (habits != null && worker.stale >= COMPUTES && policy().stuck() >= 2) {
            habits.seenComputing();
        }
        if (worker.runsInTurn() && worker.stale >= OVERSTAYS) {
            look.overstaying++;
        }
        var age = now - worker.since;
        if (age >= NAMED && worker.stale >= OVERSTAYS && !worker.toldOf) { // one of them alone may have been a pause of the JVM
            worker.toldOf = true;
            name(process, age, worker.thread());
        }
        return true;
    }

    /** Those that are back are in the scheduler's list again, but for those that went on to another handler before they heard of it. */
    private void lookAfterThoseAway() {
        away.removeIf(worker -> {
            if (worker.activation() != worker.lastSeen && worker.takeBack()) {
                watched.add(worker);
            }
            worker.handOver(); // what it was just putting there when it was told to keep nothing
            return !worker.isGivenUp() || worker.thread().getState() == Thread.State.TERMINATED;
        });
    }

    private void lookAtThoseAway(Look look) {
        for (var worker : away) {
            if (worker.thread().getState() == Thread.State.RUNNABLE) {
                look.hogs++;
            }
        }
    }

    private static void lookAtThoseAlone(WorkerScheduler known, Look look) {
        for (var activation : known.alone()) {
            var age = activation.age();
            if (age < 2 * TICK || activation.thread().getState() != Thread.State.RUNNABLE) {
                continue;
            }
            look.hogs++;
            if (age >= NAMED && !activation.toldOf) {
                activation.toldOf = true;
                name(activation.process, age, activation.thread());
            }
        }
    }

    private void adjust(int wanted) {
        if (wanted != parallelism && mode == Mode.RAISE) {
            carriers().parallelism(wanted);
        }
        parallelism = wanted;
    }

    /** Tells of a handler that computes for long; on another thread, because those who hear of it may take their time. */
    private static void name(Runnable process, long nanos, Thread thread) {
        var computing = Scheduler.processOf(process);
        if (computing == null) {
            return;
        }
        var stack = Arrays.stream(thread.getStackTrace()).map(StackTraceElement::toString).toList();
        var event = new HandlerComputes(computing, computing.label(), Duration.ofNanos(nanos), stack);
        Thread.ofPlatform().daemon().name("redstart-watchdog-tells")
                .start(() -> computing.node().telemetry().emit(event));
    }
}
