package dev.redstart.load.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.redstart.process.DirectProcess;
import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.ReplyTo;
import dev.redstart.supervisor.ChildSpec;
import dev.redstart.supervisor.DynamicSupervisorSpec;
import dev.redstart.supervisor.Supervisor;
import dev.redstart.supervisor.SupervisorSpec;

/** The measurements, one after the other, each on a node of its own. */
final class Bounds {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Replies with what it is asked. */
    private record Echo() implements GenServer<Boolean, ReplyTo<Long>> {
        @Override
        public InitResult<Boolean> init(ProcessContext<ReplyTo<Long>> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(ReplyTo<Long> from, Boolean state, ProcessContext<ReplyTo<Long>> context) {
            from.reply(System.nanoTime());
            return Next.same();
        }
    }

    /** Stops in good order, after its supervisor has asked it to. */
    private record Stubborn() implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            context.trapExit(true);
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }

        @Override
        public void terminate(ExitReason reason, Boolean state, ProcessContext<Object> context) throws Exception {
            new CountDownLatch(1).await(); // longer than anybody waits
        }
    }

    private final int rounds;
    private final Consumer<String> progress;

    Bounds(int rounds, Consumer<String> progress) {
        this.rounds = rounds;
        this.progress = progress;
    }

    List<Figure> measure() throws Exception {
        var figures = new ArrayList<Figure>();
        figures.add(killed("P12 kill to DOWN, the handler sleeps", _ -> new CountDownLatch(1).await()));
        var enough = new AtomicBoolean();
        figures.add(killed("P13 kill to DOWN, the handler computes (one core of them)", _ -> {
            while (!enough.get() && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }));
        enough.set(true);
        figures.add(calls("G05 a call from a process, nothing waits for the caller", 0));
        figures.add(calls("G05 a call from a process, 100,000 messages wait for the caller", 100_000));
        figures.add(timers());
        figures.add(restarts());
        figures.add(stops());
        return figures;
    }

    private interface Body {
        void run(ProcessContext<CountDownLatch> context) throws Exception;
    }

    private Figure killed(String what, Body body) throws Exception {
        progress.accept(what);
        var nanos = new long[rounds];
        try (var node = new LocalNode("bounds")) {
            for (int round = 0; round < rounds; round++) {
                var target = node.start(ProcessSpec.<Boolean, CountDownLatch>of("target", () -> server(body)))
                        .orElseThrow();
                var entered = new CountDownLatch(1);
                target.tell(entered);
                entered.await();
                var down = new LinkedTransferQueue<Long>();
                node.start(ProcessSpec.<Object>direct("watcher", () -> watcher(target, down)));
                down.take(); // it watches
                var began = System.nanoTime();
                node.exit(target.pid(), ExitReason.KILL);
                nanos[round] = down.take() - began;
            }
        }
        return Figure.of(what, "100 ms", nanos);
    }

    private static DirectProcess<Object> watcher(ProcessRef<?> target, TransferQueue<Long> down) {
        return self -> {
            self.monitor(target.pid());
            down.put(0L);
            self.receiveSignal();
            down.put(System.nanoTime());
        };
    }

    private static GenServer<Boolean, CountDownLatch> server(Body body) {
        return new GenServer<>() {
            @Override
            public InitResult<Boolean> init(ProcessContext<CountDownLatch> context) {
                return InitResult.started(true);
            }

            @Override
            public Next<Boolean> handle(CountDownLatch entered, Boolean state, ProcessContext<CountDownLatch> context)
                    throws Exception {
                entered.countDown();
                body.run(context);
                return Next.same();
            }
        };
    }

    private Figure calls(String what, int waiting) throws Exception {
        progress.accept(what);
        var nanos = new long[rounds];
        try (var node = new LocalNode("bounds")) {
            var echo = node.start(ProcessSpec.of("echo", Echo::new)).orElseThrow();
            var done = new CountDownLatch(1);
            DirectProcess<Object> body = self -> {
                self.receive("go"::equals);
                for (int round = -10 * rounds; round < rounds; round++) { // the first ones warm up
                    var began = System.nanoTime();
                    echo.<Long>call(from -> from, PATIENCE);
                    if (round >= 0) {
                        nanos[round] = System.nanoTime() - began;
                    }
                }
                done.countDown();
            };
            var caller = node.start(ProcessSpec.direct("caller", () -> body).mailbox(Mailbox.unbounded()))
                    .orElseThrow();
            for (int i = 0; i < waiting; i++) {
                caller.tell(i);
            }
            caller.tell("go");
            done.await();
        }
        return Figure.of(what, "the same for both", nanos);
    }

    private Figure timers() throws Exception {
        var what = "T05 lateness of a timer to a PLATFORM process, every core computes";
        progress.accept(what);
        var nanos = new long[rounds];
        var enough = new AtomicBoolean();
        try (var node = new LocalNode("bounds")) {
            var heard = new LinkedTransferQueue<Long>();
            var sleeper = node.start(ProcessSpec.<Object>direct("platform", () -> self -> {
                while (true) {
                    self.receive();
                    heard.put(System.nanoTime());
                }
            }).onPlatformThreads()).orElseThrow();
            for (int core = 0; core < Runtime.getRuntime().availableProcessors(); core++) {
                Thread.ofVirtual().start(() -> {
                    while (!enough.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            for (int round = 0; round < rounds; round++) {
                var due = System.nanoTime() + 10_000_000;
                node.sendAfter(Duration.ofMillis(10), sleeper, "now");
                nanos[round] = heard.take() - due;
            }
        } finally {
            enough.set(true);
        }
        return Figure.of(what, "500 ms", nanos);
    }

    private Figure restarts() throws Exception {
        var what = "S04 kill to the restarted child's first reply";
        progress.accept(what);
        var nanos = new long[rounds];
        var name = Name.<ReplyTo<Long>>of("echo");
        try (var node = new LocalNode("bounds")) {
            node.start(SupervisorSpec.supervisor("top").intensity(Integer.MAX_VALUE, Duration.ofSeconds(1))
                    .child(ChildSpec.worker("echo", ProcessSpec.of("echo", Echo::new).name(name))).childSpec()
                    .process());
            for (int round = 0; round < rounds; round++) {
                var before = node.ref(name).pid();
                var began = System.nanoTime();
                node.exit(before, ExitReason.KILL);
                while (node.whereis(name).isEmpty()) {
                    Thread.onSpinWait();
                }
                nanos[round] = node.ref(name).<Long>call(from -> from, PATIENCE) - began;
            }
        }
        return Figure.of(what, "-", nanos);
    }

    private Figure stops() {
        var what = "S20 stop of 10,000 children that take longer than their second";
        progress.accept(what);
        try (var node = new LocalNode("bounds")) {
            var top = node.start(DynamicSupervisorSpec.dynamicSupervisor("many").name(Name.of("many")).childSpec()
                    .process()).orElseThrow();
            var many = Supervisor.named(node, Name.of("many"));
            for (int i = 0; i < 10_000; i++) {
                many.startChild(ChildSpec.worker("child" + i, Stubborn::new).shutdown(Duration.ofSeconds(1)));
            }
            var began = System.nanoTime();
            node.stop(top.pid(), ExitReason.SHUTDOWN, PATIENCE);
            return Figure.of(what, "near 1 s", new long[]{System.nanoTime() - began});
        }
    }
}
