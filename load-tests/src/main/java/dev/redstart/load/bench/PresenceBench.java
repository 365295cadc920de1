package dev.redstart.load.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import com.sun.management.OperatingSystemMXBean;
import dev.redstart.Redstart;
import dev.redstart.channels.presence.Presence;
import dev.redstart.channels.serializer.Outbound;
import dev.redstart.channels.serializer.Ref;
import dev.redstart.channels.serializer.Serializer;
import dev.redstart.channels.serializer.SerializerTable;
import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessKind;
import dev.redstart.pubsub.PubSub;
import dev.redstart.supervisor.SupervisorSpec;

/**
 * Members on one topic, in one system. They are bare processes rather than channels, so what is measured is presence and nothing else; and
 * nobody has subscribed, because a diff that goes to n members costs n deliveries whatever presence does.
 */
final class PresenceBench {
    private static final String TOPIC = "room:lobby";
    private static final int BATCHES = 5;
    private static final int LOOKS = 20_000;
    private static final int LISTS = 20;
    private static final long ENOUGH_CPU = Duration.ofMillis(200).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A process that does nothing. */
    private record Idle() implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    private final int rounds;
    private final Consumer<String> progress;
    private final OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final PubSub pubsub = PubSub.named("bench");
    private final Presence presence = Presence.named("members", pubsub);
    private final Serializer serializer = ((SerializerTable.Choice.Chosen) SerializerTable.defaults().choose("2.0.0"))
            .serializer();

    PresenceBench(int rounds, Consumer<String> progress) {
        this.rounds = rounds;
        this.progress = progress;
    }

    List<PresenceRow> measure(List<Integer> levels) throws InterruptedException {
        try (var system = Redstart.start(SupervisorSpec.supervisor("bench").child(pubsub).child(presence))) {
            var members = new Members(system);
            progress.accept("warming up");
            for (int i = 0; i < BATCHES; i++) {
                rowOf(members, 0);
                members.fill(1_000);
                rowOf(members, 0);
                members.fill(0);
            }
            var rows = new ArrayList<PresenceRow>();
            for (int level : levels) {
                progress.accept("%,d members".formatted(level));
                long before = MemoryJob.liveBytes();
                int there = members.size();
                members.fill(level);
                long heap = level > there ? (MemoryJob.liveBytes() - before) / (level - there) : 0;
                rows.add(rowOf(members, heap));
            }
            return rows;
        }
    }

    private PresenceRow rowOf(Members members, long heap) throws InterruptedException {
        var cost = new Cost(BATCHES * rounds);
        for (int batch = 0; batch < BATCHES; batch++) {
            members.joinAndLeave(cost);
        }
        int size = presence.count(TOPIC);
        var frame = state();
        return new PresenceRow(size, cost.join / cost.count, median(cost.waits), cost.leave / cost.count,
                each(LOOKS, _ -> presence.count(TOPIC)),
                each(LOOKS, i -> presence.getByKey(TOPIC, key(i % Math.max(1, size)))),
                each(LOOKS / 10, _ -> presence.page(TOPIC, key(size / 2), 50)),
                each(LISTS, _ -> presence.list(TOPIC)), cpuOf(this::state), frame, heap);
    }

    /** As a newcomer is sent it. */
    private int state() {
        return serializer.encode(new Outbound.Push(new Ref("\"1\""), TOPIC, "presence_state", presence.list(TOPIC)))
                .size();
    }

    private static String key(int number) {
        return "user-%06d".formatted(number);
    }

    /** Of all who came and went, together: the clock of the CPU ticks every 10 ms. */
    private static final class Cost {
        final long[] waits;
        int count;
        long join;
        long leave;

        Cost(int comings) {
            waits = new long[comings];
        }
    }

    /** Those who are there, and those who come and go. */
    private final class Members {
        private final Redstart system;
        private final ProcessKind<Boolean, Object> kind;
        private final List<Pid> there = new ArrayList<>();

        Members(Redstart system) {
            this.system = system;
            this.kind = system.node().kind("member", new Idle(), Mailbox.DEFAULT, false);
        }

        int size() {
            return there.size();
        }

        void fill(int level) throws InterruptedException {
            while (there.size() < level) {
                there.add(join(spawn(), there.size()));
            }
            while (there.size() > level) {
                system.exit(there.removeLast(), ExitReason.KILL);
            }
            until(() -> presence.count(TOPIC) == level);
        }

        private Pid spawn() {
            return kind.spawn(true, system.node().first()).pid();
        }

        private Pid join(Pid pid, int number) {
            presence.track(pid, TOPIC, key(number), Map.of("online_at", System.currentTimeMillis()));
            return pid;
        }

        void joinAndLeave(Cost cost) throws InterruptedException {
            var fresh = new ArrayList<Pid>();
            for (int i = 0; i < rounds; i++) {
                fresh.add(spawn());
            }
            long cpu = machine.getProcessCpuTime();
            for (int i = 0; i < rounds; i++) {
                long began = System.nanoTime();
                join(fresh.get(i), there.size() + i);
                cost.waits[cost.count++] = System.nanoTime() - began;
            }
            cost.join += machine.getProcessCpuTime() - cpu;
            cpu = machine.getProcessCpuTime();
            fresh.forEach(pid -> system.exit(pid, ExitReason.KILL));
            until(() -> presence.count(TOPIC) == there.size());
            cost.leave += machine.getProcessCpuTime() - cpu;
        }
    }

    // ---- measuring ----------------------------------------------------------------------------------------------------------------

    private static void until(BooleanSupplier holds) throws InterruptedException {
        if (!Patience.until(holds, PATIENCE)) {
            throw new IllegalStateException("members did not come or go within " + PATIENCE);
        }
    }

    private static long each(int times, IntConsumer action) {
        var batches = new long[BATCHES];
        for (int batch = 0; batch < BATCHES; batch++) {
            long began = System.nanoTime();
            for (int i = 0; i < times; i++) {
                action.accept(i);
            }
            batches[batch] = (System.nanoTime() - began) / times;
        }
        return median(batches);
    }

    /** Often enough for the clock of the CPU, which ticks every 10 ms. */
    private long cpuOf(Runnable action) {
        long began = machine.getProcessCpuTime();
        int times = 0;
        while (machine.getProcessCpuTime() - began < ENOUGH_CPU) {
            action.run();
            times++;
        }
        return (machine.getProcessCpuTime() - began) / times;
    }

    private static long median(long[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
