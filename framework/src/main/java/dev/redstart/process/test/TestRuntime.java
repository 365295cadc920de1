package dev.redstart.process.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.NodeUnderTest;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessCrashed;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.supervisor.Startable;
import dev.redstart.supervisor.Supervisor;
import dev.redstart.supervisor.SupervisorRequest;
import dev.redstart.telemetry.TelemetryEvent;
import org.jspecify.annotations.Nullable;

/**
 * A node of one test's own, on the machine's time or on {@link VirtualTime}. At the end of the test {@link #close} says whether anything
 * was left behind or crashed unexpectedly.
 *
 * <p>There are two kinds of waiting. <em>Patience</em> is for what is on its way already and needs nothing but a thread to run it; it is
 * real time, 20 s unless changed, and only a test that fails ever uses it up. <em>Within</em> is the node's time: on the machine's time one
 * waits for it, on virtual time the waiting itself lets it pass, from one thing that is due to the next, and stops at what is waited for.
 *
 * <p>Threading: made for the one thread of a test; any other may look on.
 */
public final class TestRuntime implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** For whatever is about to crash when the test ends. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
    /** How much virtual time a tree may take to stop: its shutdown budgets. */
    private static final Duration LONGEST_END = Duration.ofHours(1);
    private static final long LOOK_AGAIN = 100_000;

    private final NodeUnderTest tested;
    private final @Nullable VirtualTime time;
    private final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();
    private final List<ProcessCrashed> crashes = new CopyOnWriteArrayList<>();
    private final AutoCloseable listening;
    private Duration patience = PATIENCE;
    private boolean crashesIgnored;
    private boolean closed;

    private TestRuntime(NodeUnderTest tested, @Nullable VirtualTime time) {
        this.tested = tested;
        this.time = time;
        this.listening = node().telemetry().listen(this::note);
    }

    /** On the machine's time. */
    public static TestRuntime onSystemTime() {
        return on(NodeUnderTest.onSystemTime("test"));
    }

    /** On a time that passes only when the test lets it. */
    public static TestRuntime onVirtualTime() {
        var time = new VirtualTime();
        return new TestRuntime(NodeUnderTest.on("test", time), time);
    }

    /** On a node that the test has made; its time is the test's affair. */
    public static TestRuntime on(NodeUnderTest tested) {
        return new TestRuntime(tested, null);
    }

    /** Waits that long, in real time, for what should happen at once. */
    public TestRuntime patience(Duration limit) {
        patience = limit;
        return this;
    }

    private void note(TelemetryEvent event) {
        events.add(event);
        if (event instanceof ProcessCrashed crash) {
            crashes.add(crash);
        }
    }

    /** The node. */
    public LocalNode node() {
        return tested.node();
    }

    // ---- processes ----------------------------------------------------------------------------------------------------------------

    /** Starts a process; see {@link LocalNode#start}. */
    public <M> ProcessRef<M> start(ProcessSpec<?, M> spec) {
        return node().start(spec)
                .orElseThrow(() -> new AssertionError("the init of " + spec.label() + " chose to be ignored"));
    }

    /** Starts a supervision tree and returns when all of it is up. */
    @SuppressWarnings("unchecked") // the process of a supervisor takes supervisor requests
    public Supervisor startTree(Startable tree) {
        return new Supervisor(start((ProcessSpec<?, SupervisorRequest>) tree.childSpec().process()));
    }

    /** A process for the test to act through, which ends of exit signals as most processes do. */
    public <M> TestProbe<M> probe(String label) {
        return TestProbe.start(this, label, false);
    }

    /** A process for the test to act through, which hears exit signals. */
    public <M> TestProbe<M> trapping(String label) {
        return TestProbe.start(this, label, true);
    }

    /** Ways to disturb the processes of this runtime. */
    public Chaos chaos() {
        return new Chaos(this);
    }

    /** Ends a process as nothing can trap it. */
    public void kill(Pid pid) {
        node().exit(pid, ExitReason.KILL);
    }

    // ---- time ---------------------------------------------------------------------------------------------------------------------

    /**
     * The virtual time.
     *
     * @throws IllegalStateException if this runtime is on the machine's time
     */
    public VirtualTime time() {
        if (time == null) {
            throw new IllegalStateException("this runtime has no virtual time, its time passes by itself");
        }
        return time;
    }

    /**
     * Lets {@code duration} of virtual time pass: waits until nothing moves, goes to what is due next and runs it, waits again, and so on,
     * at last to the end. So what a process does because of a timer happens at the time of that timer, and all that it leads to is done
     * when this returns.
     *
     * @throws AssertionError if something does not come to rest; a process that a test holds in a callback does not, then advance
     *         {@link #time} itself
     */
    public void advance(Duration duration) {
        var end = time().after(duration);
        await(() -> null, Duration.ofNanos(end - time().nanoTime()));
    }

    /**
     * Waits until nothing moves: every process has done what it can, given what it has got, and is idle or waits for a reply, a start or an
     * end that does not come. On virtual time, what is due now has happened, too.
     *
     * @throws AssertionError if that does not come about within the patience
     */
    public void settle() {
        var limit = deadline(patience);
        boolean more;
        do {
            awaitQuiet(limit);
            more = time != null && time.runNext(time.nanoTime());
        } while (more);
    }

    private void awaitQuiet(long limit) {
        if (!patiently(tested::isQuiet, limit)) {
            throw new AssertionError("not at rest after " + patience + ", this runs:" + lines(tested.running()));
        }
    }

    /** How many timers wait to fire. */
    public int timers() {
        return tested.timers().size();
    }

    // ---- waiting ------------------------------------------------------------------------------------------------------------------

    /** Waits, with patience, until {@code holds}. */
    public void eventually(String what, BooleanSupplier holds) {
        if (!patiently(holds, deadline(patience))) {
            throw new AssertionError("not within " + patience + ": " + what);
        }
    }

    /** Waits, with patience, for the end of {@code pid}. */
    public ExitReason awaitEnd(Pid pid) {
        return get(node().whenEnded(pid).toCompletableFuture(), "the end of " + pid);
    }

    /**
     * Waits, with patience, until {@code name} is held by another process than {@code before}. A restart that is delayed needs its time:
     * {@link #advance} first.
     *
     * @return the new process
     */
    public Pid awaitRestart(Name<?> name, Pid before) {
        eventually("the restart of " + name + ", which was " + before, () -> isAnother(name, before));
        return node().ref(name).pid();
    }

    private boolean isAnother(Name<?> name, Pid before) {
        return node().whereis(name).map(ProcessRef::pid).filter(pid -> !pid.equals(before)).isPresent();
    }

    /** What {@code look} finds, for at most {@code within} of the node's time, or null. */
    <T> @Nullable T await(Supplier<? extends @Nullable T> look, Duration within) {
        if (time == null) {
            return awaitReal(look, within);
        }
        var end = time.after(within);
        for (;;) {
            settle();
            var found = look.get();
            if (found != null || time.nanoTime() == end) {
                return found;
            }
            if (!time.runNext(end)) {
                time.passTo(end);
            }
        }
    }

    /** The same in real time. */
    <T> @Nullable T awaitReal(Supplier<? extends @Nullable T> look, Duration within) {
        var limit = deadline(within);
        for (;;) {
            var found = look.get();
            if (found != null || System.nanoTime() - limit >= 0) {
                return found;
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }

    /** What {@code look} finds with patience, or null. */
    <T> @Nullable T await(Supplier<? extends @Nullable T> look) {
        return awaitReal(look, patience);
    }

    /** What {@code future} gives, with patience. */
    <T> T get(Future<T> future, String what) {
        try {
            return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new AssertionError("not within " + patience + ": " + what);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new CompletionException(e.getCause());
        }
    }

    private boolean patiently(BooleanSupplier holds, long limit) {
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - limit >= 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        return true;
    }

    private static long deadline(Duration wait) {
        return System.nanoTime() + wait.toNanos();
    }

    // ---- events and crashes -------------------------------------------------------------------------------------------------------

    /** What was told of that type so far. */
    public <E extends TelemetryEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The crash reports so far that nobody expected. */
    public List<ProcessCrashed> unexpectedCrashes() {
        return List.copyOf(crashes);
    }

    /** Waits, with patience, for the next crash report nobody has expected yet. It is expected now. */
    public ProcessCrashed expectCrash() {
        return expectCrash("any process", _ -> true);
    }

    /** Waits, with patience, for a crash report of that process. It is expected now. */
    public ProcessCrashed expectCrash(Pid pid) {
        return expectCrash(pid.toString(), crash -> crash.pid().equals(pid));
    }

    private ProcessCrashed expectCrash(String whose, Predicate<ProcessCrashed> wanted) {
        var found = await(() -> crashes.stream().filter(wanted).findFirst().orElse(null));
        if (found == null) {
            throw new AssertionError("no crash of " + whose + " within " + patience + ", but:"
                    + lines(crashes.stream().map(ProcessCrashed::describe).toList()));
        }
        crashes.remove(found);
        return found;
    }

    /** {@link #expectCrash()}, and {@code check} throws if the report is not what it should be. */
    public void assertCrash(Consumer<? super ProcessCrashed> check) {
        check.accept(expectCrash());
    }

    /** Whatever crashes in this test, or has, is expected. */
    public TestRuntime ignoreCrashes() {
        crashesIgnored = true;
        return this;
    }

    // ---- end ----------------------------------------------------------------------------------------------------------------------

    /**
     * Ends the node, and fails if something is wrong. What the test has started through this runtime or from outside need not be stopped
     * by it: that is killed, and with it all that hangs on it, in good order as after the death of any parent. Wrong is
     * <ul>
     * <li>a crash report that nobody expected ({@link #expectCrash()});
     * <li>a process that lives on, because it was not linked to the parent it has outlived or does not come out of a callback;
     * <li>a callback of a process that has ended which does not return: a zombie;
     * <li>a timer that nobody is left to wait for.
     * </ul>
     *
     * @throws AssertionError says all of it
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        var wrong = new ArrayList<String>();
        if (!crashesIgnored) {
            patiently(tested::isQuiet, deadline(LAST_MOMENT));
            crashes.forEach(crash -> wrong.add("unexpected crash: " + crash.describe()));
        }
        wrong.addAll(endAll());
        tested.living().forEach(this::kill);
        node().close();
        stopListening();
        if (!wrong.isEmpty()) {
            throw new AssertionError("this test leaves behind:" + lines(wrong));
        }
    }

    /** @return what does not end */
    private List<String> endAll() {
        node().children(node().first()).stream().filter(this::isTheTests).forEach(this::kill);
        var limit = deadline(patience);
        for (;;) {
            var leaks = leaks();
            if (leaks.isEmpty() || System.nanoTime() - limit >= 0) {
                return leaks;
            }
            // without processes no time passes, so that no timer is lost sight of
            if (time == null || node().processCount() == 0 || !letEndsGoOn(time)) {
                LockSupport.parkNanos(LOOK_AGAIN);
            }
        }
    }

    /** Not one of those that have outlived their parent. */
    private boolean isTheTests(Pid child) {
        return node().info(child).parent().equals(node().first());
    }

    /** Gives those that end the time they wait for; also if one of them does not come to rest and is to be killed for it. */
    private boolean letEndsGoOn(VirtualTime passing) {
        patiently(tested::isQuiet, deadline(LAST_MOMENT));
        return passing.runNext(passing.after(LONGEST_END));
    }

    private List<String> leaks() {
        var leaks = new ArrayList<String>();
        var living = tested.living();
        living.forEach(pid -> leaks.add("process " + pid + " (" + node().info(pid).label() + ") lives"));
        if (living.size() < node().processCount()) {
            leaks.add(node().processCount() - living.size() + " processes live that have never run");
        }
        tested.running().forEach(running -> leaks.add("a callback does not return: " + running));
        tested.timers().forEach(timer -> leaks.add("it waits to fire: " + timer));
        return leaks;
    }

    private void stopListening() {
        try {
            listening.close();
        } catch (Exception e) {
            throw new IllegalStateException("a listener could not be taken off", e);
        }
    }

    static String lines(List<?> items) {
        var text = new StringBuilder();
        items.forEach(item -> text.append("\n  - ").append(item));
        return items.isEmpty() ? " nothing" : text.toString();
    }
}
