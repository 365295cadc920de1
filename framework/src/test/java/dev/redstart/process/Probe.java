package dev.redstart.process;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

/** A process a test drives: it does, in its own callbacks, what the test gives it, and notes everything it hears. */
public final class Probe {
    /** Something to do inside the process. */
    @FunctionalInterface
    public interface Body<R> {
        R run(ProcessContext<Object> context) throws Exception;
    }

    /** Like {@link Body}, for what gives nothing back. */
    @FunctionalInterface
    public interface Action {
        void run(ProcessContext<Object> context) throws Exception;
    }

    /** What it notes when {@code terminate} runs. */
    public record Terminated(ExitReason reason) {}

    private record Run(Body<?> body, ReplyTo<Object> from) {}

    private record Do(Action action) {}

    private record Step(Function<ProcessContext<Object>, Next<Integer>> step) {}

    private static final class Server implements GenServer<Integer, Object> {
        private final boolean trap;
        private final BlockingQueue<Object> heard;

        Server(boolean trap, BlockingQueue<Object> heard) {
            this.trap = trap;
            this.heard = heard;
        }

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

    private final ProcessRef<Object> ref;
    private final BlockingQueue<Object> heard;

    private Probe(ProcessRef<Object> ref, BlockingQueue<Object> heard) {
        this.ref = ref;
        this.heard = heard;
    }

    static Probe start(TestNode node, String label, boolean trap) {
        var heard = new LinkedBlockingQueue<>();
        var spec = ProcessSpec.<Integer, Object>of(label, () -> new Server(trap, heard)).mailbox(Mailbox.unbounded());
        return new Probe(node.node().start(spec).orElseThrow(), heard);
    }

    /** Starts one as a linked child of this one. */
    public Probe startChild(String label, boolean trap) {
        var childHeard = new LinkedBlockingQueue<>();
        var spec = ProcessSpec.<Integer, Object>of(label, () -> new Server(trap, childHeard));
        return new Probe(run(context -> context.<Object>startLink(spec).orElseThrow()), childHeard);
    }

    public ProcessRef<Object> ref() {
        return ref;
    }

    public Pid pid() {
        return ref.pid();
    }

    /** Runs {@code body} inside and waits for what it gives; if it throws, the process crashes and so does this. */
    @SuppressWarnings("unchecked") // Run replies what its own body gives
    public <R> R run(Body<R> body) {
        return (R) ref.call(from -> new Run(body, from), TestNode.PATIENCE);
    }

    /** {@link #run} for what gives nothing back. */
    public void act(Action action) {
        run(context -> {
            action.run(context);
            return true;
        });
    }

    /** Has {@code action} run inside and does not wait. */
    public void later(Action action) {
        ref.tell(new Do(action));
    }

    /** Has a callback of it give this result. */
    public void step(Function<ProcessContext<Object>, Next<Integer>> step) {
        ref.tell(new Step(step));
    }

    /** Has it throw from a callback. */
    public void crash(String message) {
        later(_ -> {
            throw new IllegalStateException(message);
        });
    }

    /** Holds it inside a callback until the latch is opened. An interrupt ends the wait with an exception. */
    public CountDownLatch block() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        later(_ -> {
            entered.countDown();
            leave.await();
        });
        assertThat(entered.await(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return leave;
    }

    /** Returns when all that was in its mailbox before is handled. */
    public void settle() {
        act(_ -> {});
    }

    /** The next thing it heard. */
    public <T> T next(Class<T> type) throws InterruptedException {
        var item = heard.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(item).isInstanceOf(type);
        return type.cast(item);
    }

    /** It has heard nothing, with everything sent so far handled. */
    public void heardNothing() {
        settle();
        assertThat(heard).isEmpty();
    }

    /** What it has heard so far and nobody asked for. */
    public BlockingQueue<Object> heard() {
        return heard;
    }
}
