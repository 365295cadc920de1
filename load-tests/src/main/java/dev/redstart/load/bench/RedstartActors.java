package dev.redstart.load.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessCrashed;
import dev.redstart.process.ProcessKind;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ReplyTo;
import dev.redstart.telemetry.Telemetry;

/** Redstart, by its public API alone: processes whose state is the handler. */
final class RedstartActors implements Actors<ProcessRef<Object>> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final class Handling implements GenServer<Handler, Object> {
        @Override
        public InitResult<Handler> init(ProcessContext<Object> context) {
            throw new IllegalStateException("a process of a kind starts with its state");
        }

        @Override
        public Next<Handler> handle(Object message, Handler handler, ProcessContext<Object> context) throws Exception {
            return handler.handle(message) ? Next.same() : Next.stop(handler);
        }
    }

    private static final class Spawning implements GenServer<ProcessKind<Handler, Object>, Object> {
        private final Handler child;

        Spawning(Handler child) {
            this.child = child;
        }

        @Override
        public InitResult<ProcessKind<Handler, Object>> init(ProcessContext<Object> context) {
            throw new IllegalStateException("a process of a kind starts with its state");
        }

        @Override
        public Next<ProcessKind<Handler, Object>> handle(Object message, ProcessKind<Handler, Object> kind,
                ProcessContext<Object> context) {
            var batch = (Batch) message;
            for (int i = 1; i < batch.size(); i++) {
                kind.spawn(child, context.pid()).tell(batch.each());
            }
            kind.spawn(child, context.pid()).tell(batch.last());
            return Next.same();
        }
    }

    private final LocalNode node = new LocalNode("bench");
    /** One for each sort of handler, because the scheduler learns by kind what handlers do. */
    private final Map<Class<?>, ProcessKind<Handler, Object>> kinds = new ConcurrentHashMap<>();
    private final Failures failures = new Failures();

    RedstartActors() {
        telemetry().orElseThrow().listen(event -> {
            if (event instanceof ProcessCrashed) {
                failures.note(event.describe());
            }
        });
    }

    @Override
    public ProcessRef<Object> spawn(Handler handler) {
        return kind(handler).spawn(handler, node.first());
    }

    private ProcessKind<Handler, Object> kind(Handler handler) {
        return kinds.computeIfAbsent(handler.getClass(),
                _ -> node.kind("bench", new Handling(), Mailbox.DEFAULT, false));
    }

    @Override
    public void tell(ProcessRef<Object> to, Object message) {
        to.tell(message);
    }

    @Override
    @SuppressWarnings("unchecked") // call sends nothing else
    public ProcessRef<Object> echo() {
        return spawn(message -> {
            ((ReplyTo<Object>) message).reply(this);
            return true;
        });
    }

    @Override
    public void call(ProcessRef<Object> echo) {
        echo.call(from -> from, PATIENCE);
    }

    @Override
    public ProcessRef<Object> spawner(Handler child) {
        return node.kind("spawner", new Spawning(child), Mailbox.DEFAULT, false).spawn(kind(child), node.first());
    }

    @Override
    public Object idle(int count) throws InterruptedException {
        var handled = new CountDownLatch(count);
        var spawner = spawner(_ -> {
            handled.countDown();
            return true;
        });
        spawner.tell(new Batch(count, "once", "once"));
        handled.await();
        return spawner;
    }

    @Override
    public Failures failures() {
        return failures;
    }

    @Override
    public Optional<Telemetry> telemetry() {
        return Optional.of(node.telemetry());
    }

    @Override
    public void close() {
        node.close();
    }
}
