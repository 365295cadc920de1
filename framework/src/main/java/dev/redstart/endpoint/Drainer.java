package dev.redstart.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ReplyTo;
import dev.redstart.websocket.CloseCode;

/**
 * Sends the clients of an endpoint elsewhere, one after the other, before it stops (PROTOCOL.md 16). It is the last child of its endpoint and
 * so the first to be stopped: the port is still open then, and answers upgrades with 503.
 *
 * <p>Threading: its own process, which blocks while it drains.
 */
final class Drainer implements GenServer<Boolean, Drainer.DrainNow> {
    /** Drains now and lets clients in again afterwards. */
    record DrainNow(ReplyTo<Integer> from) {}

    /** Closes that are due sooner are not waited for. */
    private static final Duration TICK = Duration.ofMillis(10);

    private final Supplier<List<Drainable>> transports;

    Drainer(Supplier<List<Drainable>> transports) {
        this.transports = transports;
    }

    @Override
    public InitResult<Boolean> init(ProcessContext<DrainNow> context) {
        context.trapExit(true); // or terminate would not run when the endpoint is stopped
        return InitResult.started(true);
    }

    @Override
    public Next<Boolean> handle(DrainNow request, Boolean state, ProcessContext<DrainNow> context) throws Exception {
        var all = List.copyOf(transports.get());
        int count;
        try {
            count = drain(all);
        } finally {
            all.forEach(transport -> transport.gate().draining(false));
        }
        request.from().reply(count); // now that clients are let in again
        return Next.same();
    }

    @Override
    public void terminate(ExitReason reason, Boolean state, ProcessContext<DrainNow> context) throws Exception {
        if (reason.isExpected()) {
            drain(List.copyOf(transports.get()));
        }
    }

    /** One transport, and how its clients are sent away. */
    private record Plan(Drainable transport, Drain drain) {}

    /** @return how many connections there were */
    private static int drain(List<Drainable> transports) throws InterruptedException {
        var plans = transports.stream().map(transport -> new Plan(transport, transport.gate().options().drain()))
                .filter(plan -> plan.drain.isOn()).toList();
        plans.forEach(plan -> plan.transport.gate().draining(true));
        var count = 0;
        for (var plan : plans) {
            count += drain(plan);
        }
        return count;
    }

    private static int drain(Plan plan) throws InterruptedException {
        var connections = new ArrayList<>(plan.transport.openConnections());
        Collections.shuffle(connections, ThreadLocalRandom.current()); // those who came together do not go together
        var started = System.nanoTime();
        close(plan, connections);
        awaitEnds(plan.transport.gate().node(), connections, started + plan.drain.limit().toNanos());
        return connections.size();
    }

    private static void close(Plan plan, List<Connection> connections) throws InterruptedException {
        var drain = plan.drain;
        var gate = plan.transport.gate();
        var started = System.nanoTime();
        for (int i = 0; i < connections.size(); i++) {
            if (i % drain.batch() == 0) {
                gate.node().telemetry()
                        .emit(new EndpointEvent.Draining(gate.path(), Math.min(drain.batch(), connections.size() - i),
                                connections.size(), i / drain.batch() + 1, drain.rounds(connections.size())));
            }
            var wait = drain.dueNanos(i, ThreadLocalRandom.current().nextDouble()) - (System.nanoTime() - started);
            if (wait > TICK.toNanos()) {
                Thread.sleep(Duration.ofNanos(wait));
            }
            connections.get(i).close(CloseCode.SERVICE_RESTART);
        }
    }

    private static void awaitEnds(LocalNode node, List<Connection> connections, long deadline)
            throws InterruptedException {
        for (var connection : connections) {
            if (!hasEnded(node.whenEnded(connection.process().pid()), deadline)) {
                return;
            }
        }
    }

    private static boolean hasEnded(CompletionStage<ExitReason> end, long deadline) throws InterruptedException {
        try {
            end.toCompletableFuture().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a connection is a reason, never a failure", e);
        }
    }
}
