package dev.redstart.process;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import dev.redstart.process.test.TestProbe;

import static org.assertj.core.api.Assertions.assertThat;

/** A {@link TestProbe} that hears anything. */
public record Probe(TestProbe<Object> kit) {
    /** Something to do inside the process. */
    @FunctionalInterface
    public interface Body<R> extends TestProbe.Body<Object, R> {}

    /** Like {@link Body}, for what gives nothing back. */
    @FunctionalInterface
    public interface Action extends TestProbe.Action<Object> {}

    public Probe startChild(String label, boolean trap) {
        return new Probe(kit.startChild(label, trap));
    }

    public ProcessRef<Object> ref() {
        return kit.ref();
    }

    public Pid pid() {
        return kit.pid();
    }

    public <R> R run(Body<R> body) {
        return kit.run(body);
    }

    public void act(Action action) {
        kit.act(action);
    }

    public void later(Action action) {
        kit.later(action);
    }

    public void step(Function<ProcessContext<Object>, Next<Integer>> step) {
        kit.step(step);
    }

    public void crash(String message) {
        kit.crash(message);
    }

    /** Holds it inside a callback until the latch is opened; an interrupt ends the wait with an exception. It does not come to rest. */
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
    public <T> T next(Class<T> type) {
        return kit.expect(type);
    }

    /** It has heard nothing, with everything sent so far handled. */
    public void heardNothing() {
        settle();
        assertThat(heard()).isEmpty();
    }

    /** What it has heard so far and nobody asked for. */
    public BlockingQueue<Object> heard() {
        return kit.heard();
    }
}
