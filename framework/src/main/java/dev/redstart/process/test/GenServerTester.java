package dev.redstart.process.test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of a {@link GenServer} one by one on the test's own thread, without a process, and tells what came of each: the state
 * and the {@link Effect}s.
 *
 * {@snippet :
 * var till = GenServerTester.of(new Till()).init();
 * till.send(new Sell("apple", 3));
 * assertEquals(3, till.state().sold());
 * assertEquals(List.of(new Effect.ToldSelf(new Reorder("apple"))), till.effects());
 * }
 *
 * <p>What a callback throws comes out of the method that ran it. The clock is virtual. Processes for the server to talk to, to monitor or
 * to find by name are probes of {@link #runtime()}. A server that starts or stops processes needs a {@link TestRuntime} instead; here that
 * throws {@link UnsupportedOperationException}.
 *
 * <p>Threading: one thread.
 *
 * @param <S> the state
 * @param <M> the messages
 */
public final class GenServerTester<S, M> implements AutoCloseable {
    /** A callback, as a function of what it is given last. */
    @FunctionalInterface
    private interface Callback<T> {
        T run() throws Exception;
    }

    private final GenServer<S, M> server;
    private final TestRuntime runtime = TestRuntime.onVirtualTime();
    private final RecordingContext<M> context;
    private boolean running;
    private @Nullable S state;
    private @Nullable ExitReason stopped;

    private GenServerTester(GenServer<S, M> server) {
        this.server = server;
        this.context = new RecordingContext<>(runtime.probe(server.getClass().getSimpleName()), runtime.node());
    }

    /** Tests {@code server}; {@link #init} comes first. */
    public static <S, M> GenServerTester<S, M> of(GenServer<S, M> server) {
        return new GenServerTester<>(server);
    }

    // ---- callbacks ----------------------------------------------------------------------------------------------------------------

    /**
     * Runs {@code init}, and what it asks to continue with.
     *
     * @throws AssertionError if it does not start
     */
    public GenServerTester<S, M> init() {
        var result = guarded("init", () -> server.init(context));
        if (result instanceof InitResult.Started<S>(var first, var idleAfter, var continuation)) {
            running = true;
            proceed(new Next.Go<>(first, idleAfter, continuation));
            return this;
        }
        throw new AssertionError("init of " + server + " did not start it: " + result);
    }

    /** Runs {@code handle} with {@code message}, and what it asks to continue with. */
    public GenServerTester<S, M> send(M message) {
        checkRunning();
        proceed(guarded("handle", () -> server.handle(message, state(), context)));
        return this;
    }

    /** {@link #send} for a message that is a call; gives the reply, or empty if it has not replied yet. */
    public <R> Optional<R> call(Function<? super ReplyTo<R>, ? extends M> message) {
        var reply = new Reply<R>();
        send(message.apply(reply));
        return Optional.ofNullable(reply.first);
    }

    private static final class Reply<R> implements ReplyTo<R> {
        private @Nullable R first;

        @Override
        public void reply(R reply) {
            if (first == null) {
                first = reply;
            }
        }
    }

    /** Runs {@code signal}, and what it asks to continue with. */
    public GenServerTester<S, M> signal(Signal signal) {
        checkRunning();
        proceed(guarded("signal", () -> server.signal(signal, state(), context)));
        return this;
    }

    /** Lets time pass: runs the callbacks for the timers that fire, each at the time of its timer. */
    @SuppressWarnings("unchecked") // sendAfter takes nothing but M
    public GenServerTester<S, M> advance(Duration duration) {
        var end = runtime.time().after(duration);
        while (runtime.time().runNext(end)) {
            for (var fired : context.takeFired()) {
                if (fired instanceof Signal signal) {
                    signal(signal);
                } else {
                    send((M) fired);
                }
            }
        }
        runtime.time().passTo(end);
        return this;
    }

    private void proceed(Next<S> wish) {
        switch (wish) {
            case Next.Same<S>() -> {}
            case Next.Hibernate<S>(var changed) -> {
                state = changed;
                context.add(new Effect.Hibernated());
            }
            case Next.Stop<S> stop -> stop(stop);
            case Next.Go<S>(var changed, var idleAfter, var continuation) -> {
                state = changed;
                if (idleAfter != null) {
                    context.add(new Effect.AskedForIdle(idleAfter));
                }
                if (continuation != null) {
                    proceed(guarded("continueWith", () -> server.continueWith(continuation, changed, context)));
                }
            }
            case null -> throw new AssertionError("a callback of " + server + " returned null instead of a Next");
        }
    }

    private void stop(Next.Stop<S> stop) {
        state = stop.state();
        stopped = stop.reason();
        guarded("terminate", () -> {
            server.terminate(stop.reason(), stop.state(), context);
            return true;
        });
        var lastWord = stop.lastWord();
        if (lastWord != null) {
            lastWord.run();
        }
        context.add(new Effect.Stopped(stop.reason()));
    }

    private <T> T guarded(String callback, Callback<T> body) {
        try {
            return body.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(callback + " of " + server + " threw", e);
        }
    }

    private void checkRunning() {
        if (!running) {
            throw new IllegalStateException(server + " does not run, call init first");
        }
        if (stopped != null) {
            throw new IllegalStateException(server + " has stopped: " + stopped);
        }
    }

    // ---- what came of it ----------------------------------------------------------------------------------------------------------

    /** The state now; after a stop, the last one. */
    @SuppressWarnings("NullAway") // what S is, null or not, is the server's choice
    public S state() {
        if (!running) {
            throw new IllegalStateException(server + " has no state, call init first");
        }
        return state;
    }

    /** What its callbacks did since this was asked last, in order. */
    public List<Effect> effects() {
        return context.takeEffects();
    }

    /** Why it stopped, if it has. */
    public Optional<ExitReason> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** A runtime for the processes the server has to do with. */
    public TestRuntime runtime() {
        return runtime;
    }

    /** Ends {@link #runtime()}. Needed only if that was used. */
    @Override
    public void close() {
        runtime.close();
    }
}
