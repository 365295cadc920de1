package dev.redstart.process.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Mailbox;
import dev.redstart.process.MonitorRef;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.Signal;
import org.jspecify.annotations.Nullable;

/**
 * A process that a test looks and acts through: it keeps what it hears, in order, until the test asks for it, and does in its own callbacks
 * what the test tells it.
 *
 * <p>What is expected is the very next thing, be it a message, a {@link Signal} or a {@link Terminated}; anything else fails the test and
 * is named. Expectations without a duration have patience, those with one wait that much of the node's time; see {@link TestRuntime}.
 *
 * <p>Threading: any thread.
 *
 * @param <M> the messages it is sent
 */
public final class TestProbe<M> {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /**
     * Something to do inside the process.
     *
     * @param <M> its messages
     * @param <R> what it gives back
     */
    @FunctionalInterface
    public interface Body<M, R> {
        /** Does it. */
        R run(ProcessContext<M> context) throws Exception;
    }

    /**
     * Like {@link Body}, for what gives nothing back.
     *
     * @param <M> its messages
     */
    @FunctionalInterface
    public interface Action<M> {
        /** Does it. */
        void run(ProcessContext<M> context) throws Exception;
    }

    /** What a probe hears last if its {@code terminate} runs. */
    public record Terminated(ExitReason reason) {}

    private record Run(Body<Object, ?> body, ReplyTo<Object> from) {}

    private record Do(Action<Object> action) {}

    private record Step(Function<? super ProcessContext<Object>, Next<Integer>> step) {}

    private record Server(boolean trap, BlockingQueue<Object> heard) implements GenServer<Integer, Object> {
        @Override
        public InitResult<Integer> init(ProcessContext<Object> context) {
            context.trapExit(trap);
            return InitResult.started(0);
        }

        @Override
        public Next<Integer> handle(Object message, Integer count, ProcessContext<Object> context) throws Exception {
            switch (message) {
                case Run(var body, var from) -> from.reply(body.run(context));
                case Do(var action) -> action.run(context);
                case Step(var step) -> {
                    return step.apply(context);
                }
                default -> heard.add(message);
            }
            return Next.go(count + 1);
        }

        @Override
        public Next<Integer> signal(Signal signal, Integer count, ProcessContext<Object> context) {
            heard.add(signal);
            return Next.same();
        }

        @Override
        public void terminate(ExitReason reason, Integer count, ProcessContext<Object> context) {
            heard.add(new Terminated(reason));
        }
    }

    private final TestRuntime runtime;
    private final String label;
    private final ProcessRef<Object> ref;
    private final BlockingQueue<Object> heard;

    private TestProbe(TestRuntime runtime, String label, ProcessRef<Object> ref, BlockingQueue<Object> heard) {
        this.runtime = runtime;
        this.label = label;
        this.ref = ref;
        this.heard = heard;
    }

    private static ProcessSpec<Integer, Object> spec(String label, boolean trap, BlockingQueue<Object> heard) {
        return ProcessSpec.<Integer, Object>of(label, () -> new Server(trap, heard)).mailbox(Mailbox.unbounded());
    }

    static <M> TestProbe<M> start(TestRuntime runtime, String label, boolean trap) {
        var heard = new LinkedBlockingQueue<>();
        return new TestProbe<>(runtime, label, runtime.start(spec(label, trap, heard)), heard);
    }

    /** Starts a probe as a linked child of this one. */
    public <T> TestProbe<T> startChild(String childLabel, boolean trap) {
        var childHeard = new LinkedBlockingQueue<>();
        var spec = spec(childLabel, trap, childHeard);
        return new TestProbe<>(runtime, childLabel, run(context -> context.startLink(spec).orElseThrow()), childHeard);
    }

    // ---- who it is ----------------------------------------------------------------------------------------------------------------

    /** Its address. */
    @SuppressWarnings("unchecked") // it takes anything
    public ProcessRef<M> ref() {
        return (ProcessRef<M>) ref;
    }

    /** Its address for messages of another type, to be given to whoever answers with those. */
    @SuppressWarnings({"unchecked", "unused"}) // it takes anything; the type is for the compiler
    public <T> ProcessRef<T> refAs(Class<T> type) {
        return (ProcessRef<T>) ref;
    }

    /** Its identity. */
    public Pid pid() {
        return ref.pid();
    }

    // ---- what it does -------------------------------------------------------------------------------------------------------------

    /**
     * Runs {@code body} inside the process and waits, with patience, for what it gives. What it throws ends the process as any crash does.
     *
     * @throws dev.redstart.process.CallException if the process ends before that, or has
     */
    @SuppressWarnings("unchecked") // Run replies what its own body gives, and its context takes anything
    public <R> R run(Body<M, R> body) {
        var done = ref.<R>ask(from -> new Run((Body<Object, ?>) (Body<?, ?>) body, (ReplyTo<Object>) from), FOREVER);
        return runtime.get(done.toCompletableFuture(), "what " + this + " was to do");
    }

    /** {@link #run} for what gives nothing back. */
    public void act(Action<M> action) {
        run(context -> {
            action.run(context);
            return true;
        });
    }

    /** Has {@code action} run inside the process and does not wait. */
    @SuppressWarnings("unchecked") // as run
    public void later(Action<M> action) {
        ref.tell(new Do((Action<Object>) (Action<?>) action));
    }

    /** Has a callback return what {@code step} gives; its state is a number without a meaning. */
    @SuppressWarnings("unchecked") // as run
    public void step(Function<? super ProcessContext<M>, Next<Integer>> step) {
        ref.tell(new Step((Function<ProcessContext<Object>, Next<Integer>>) (Function<?, ?>) step));
    }

    /** Has it throw from a callback. The report is to be expected: {@link TestRuntime#expectCrash(Pid)}. */
    public void crash(String message) {
        later(_ -> {
            throw new IllegalStateException(message);
        });
    }

    /** Has it monitor {@code target}, for {@link #expectDown}. */
    public MonitorRef watch(Pid target) {
        return run(context -> context.monitor(target));
    }

    /**
     * Holds it inside a callback. It waits there as for a reply, so the runtime can come to rest, and virtual time can pass, while it is
     * held.
     */
    public Held hold() {
        var gate = runtime.<ReplyTo<Boolean>>probe("gate of " + label);
        later(_ -> gate.ref().<Boolean>call(from -> from, FOREVER));
        return new Held(gate, gate.expect(ReplyTo.class));
    }

    /** A probe that is held; see {@link #hold}. */
    public static final class Held {
        private final TestProbe<?> gate;
        private final ReplyTo<?> leave;

        private Held(TestProbe<?> gate, ReplyTo<?> leave) {
            this.gate = gate;
            this.leave = leave;
        }

        /** Lets it go on. */
        @SuppressWarnings("unchecked") // hold asks for a Boolean
        public void release() {
            ((ReplyTo<Boolean>) leave).reply(true);
            gate.end();
        }
    }

    private void end() {
        runtime.kill(pid());
    }

    // ---- what it hears ------------------------------------------------------------------------------------------------------------

    /** The next thing it hears, which is of that type. */
    public <T> T expect(Class<T> type) {
        return check(type, runtime.await(heard::poll), "");
    }

    /** The next thing it hears within that time, which is of that type. */
    public <T> T expect(Class<T> type, Duration within) {
        return check(type, runtime.await(heard::poll, within), " within " + within);
    }

    /** The next thing it hears, which equals {@code message}. */
    public void expectMessage(Object message) {
        var found = runtime.await(heard::poll);
        if (!message.equals(found)) {
            throw failure(message.toString(), found, "");
        }
    }

    private <T> T check(Class<T> type, @Nullable Object found, String when) {
        if (!type.isInstance(found)) {
            throw failure(type.getName(), found, when);
        }
        return type.cast(found);
    }

    /** It hears nothing that is on its way already. */
    public void expectNone() {
        expectNone(Duration.ZERO);
    }

    /** It hears nothing within that time. */
    public void expectNone(Duration within) {
        if (within.isZero()) {
            runtime.settle();
        }
        var found = runtime.await(heard::poll, within);
        if (found != null) {
            throw failure("nothing", found, within.isZero() ? "" : " within " + within);
        }
    }

    /** The next thing it hears, which is that {@code target}, which it watches, has ended. */
    public ExitReason expectDown(Pid target) {
        return expectDown(target, _ -> true);
    }

    /** The next thing it hears, which is that {@code target}, which it watches, has ended for such a reason. */
    public ExitReason expectDown(Pid target, Predicate<? super ExitReason> reason) {
        var found = runtime.await(heard::poll);
        if (found instanceof Signal.Down(_, var pid, var why) && pid.equals(target) && reason.test(why)) {
            return why;
        }
        throw failure("that " + target + " ended for the right reason", found, "");
    }

    /** The next thing it hears, which is an exit signal of {@code from}; it traps exits. */
    public ExitReason expectExit(Pid from) {
        return expectExit(from, _ -> true);
    }

    /** The next thing it hears, which is an exit signal of {@code from} for such a reason; it traps exits. */
    public ExitReason expectExit(Pid from, Predicate<? super ExitReason> reason) {
        var found = runtime.await(heard::poll);
        if (found instanceof Signal.Exit(var pid, var why) && pid.equals(from) && reason.test(why)) {
            return why;
        }
        throw failure("an exit signal of " + from + " for the right reason", found, "");
    }

    /** What it has heard so far and nobody has asked for: live, oldest first. */
    public BlockingQueue<Object> heard() {
        return heard;
    }

    private AssertionError failure(String expected, @Nullable Object found, String when) {
        var after = new ArrayList<>(heard);
        return new AssertionError(this + " was to hear " + expected + when + ", but heard "
                + (found == null ? "nothing" : found)
                + (after.isEmpty() ? "" : "; after that:" + TestRuntime.lines(List.copyOf(after)))
                + (pid().isAlive() ? "" : "; it has ended"));
    }

    @Override
    public String toString() {
        return "probe " + ref + " (" + label + ")";
    }
}
