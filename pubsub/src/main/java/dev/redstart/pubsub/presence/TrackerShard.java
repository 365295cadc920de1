package dev.redstart.pubsub.presence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import dev.redstart.process.CallException;
import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.Signal;

/**
 * The process round one shard: it gives {@link Replication} the time, messages and the ends of processes, and keeps what readers look into.
 * When it was killed, the next one takes over who is there from it.
 *
 * <p>Threading: everything belongs to the shard's process but the view, the owners and the pending diffs, which say so themselves.
 */
final class TrackerShard implements GenServer<TrackerShard.Live, ShardMessage> {
    /** Of the last replica this JVM has made. */
    private static final AtomicLong LAST_INCARNATION = new AtomicLong();

    /** How a tracker was set up, as far as its shards care. */
    record Settings(TrackerTimes times, PresenceTransport transport, boolean announces, boolean leavesForGood) {}

    private final ShardSlot slot;
    private final Settings settings;

    TrackerShard(ShardSlot slot, Settings settings) {
        this.slot = slot;
        this.settings = settings;
    }

    /** What the process keeps; also the audience of its replication. */
    static final class Live implements Replication.Audience {
        private final ShardSlot slot;
        private final boolean announces;
        private final ShardView view = new ShardView();
        private final Owners owners = new Owners();
        /** What the message at hand has changed. */
        private final List<Entry> joins = new ArrayList<>();
        private final List<Entry> leaves = new ArrayList<>();
        private final Replication replication;
        private final ProcessContext<ShardMessage> context;

        Live(ShardSlot slot, Settings settings, ProcessContext<ShardMessage> context) {
            this.slot = slot;
            this.announces = settings.announces;
            this.context = context;
            var self = new Replica(context.node().name(), incarnation(context.node().instant()));
            var process = context.self();
            var link = context.own(settings.transport.open(context.node(), slot.name.value(), self,
                    message -> process.tell(new ShardMessage.Received(message))));
            this.replication = new Replication(self, settings.times, link, this, context.node().nanoTime());
        }

        private static long incarnation(Instant now) {
            return LAST_INCARNATION.updateAndGet(last -> Math.max(last + 1, now.toEpochMilli()));
        }

        // ---- who is there ---------------------------------------------------------------------------------------------------------

        @Override
        public void joined(Entry entry) {
            view.add(entry);
            if (announces) {
                joins.add(entry);
            }
        }

        @Override
        public void left(Entry entry) {
            view.remove(entry);
            if (announces) {
                leaves.add(entry);
            }
        }

        /** All that one message has changed is announced as one. */
        void announce() {
            if (joins.isEmpty() && leaves.isEmpty()) {
                return;
            }
            boolean news = slot.pending.add(joins, leaves);
            joins.clear();
            leaves.clear();
            if (news) {
                wakeAnnouncer();
            }
        }

        /** In this order: whoever has the reply knows that the change is on its way to the listener, before all that comes later. */
        <R> void announceAndReply(ReplyTo<R> from, R reply) {
            announce();
            from.reply(reply);
        }

        private void wakeAnnouncer() {
            try {
                context.ref(slot.announcer).tell(Announcer.Wake.NOW);
            } catch (CallException.NoProcess _) {
                // it is being started again, and looks for itself what there is to tell
            }
        }

        /** From a shard that was killed: its entries become new ones of this replica, and what came from other nodes will come again. */
        void takeOver(ShardView oldView, Owners oldOwners) {
            oldOwners.forEach((process, owned) -> {
                if (process.isAlive()) {
                    owned.all().reversed().forEach(old -> track(process, old.topic(), old.key(), old.meta()));
                }
            });
            var before = oldView.entries();
            if (announces) {
                leaves.addAll(before);
            }
            announce();
            slot.view = view;
            slot.owners = owners;
            if (!before.isEmpty()) {
                context.telemetry()
                        .emit(new TrackerEvent.ShardRecovered(slot.name.value(), replication.own().size()));
            }
        }

        // ---- changes of this node -------------------------------------------------------------------------------------------------

        Optional<Entry> track(Pid process, String topic, String key, Object meta) {
            if (find(process, topic, key).isPresent()) {
                return Optional.empty();
            }
            var entry = replication.track(topic, key, meta);
            var known = owners.get(process);
            owners.add(process, known == null ? context.monitor(process) : known.monitor(), entry);
            return Optional.of(entry);
        }

        Optional<Entry> update(Pid process, String topic, String key, Object meta) {
            return find(process, topic, key).map(old -> {
                var entry = replication.update(old, meta);
                owners.replace(process, old, entry);
                return entry;
            });
        }

        private Optional<Entry> find(Pid process, String topic, String key) {
            return owners.find(process, entry -> entry.topic().equals(topic) && entry.key().equals(key)).stream()
                    .findFirst();
        }

        void untrack(Pid process, Predicate<Entry> which) {
            var gone = owners.find(process, which);
            if (gone.isEmpty()) {
                return;
            }
            var monitor = owners.remove(process, gone);
            if (monitor != null) {
                context.demonitor(monitor);
            }
            replication.untrack(gone);
        }
    }

    @Override
    public InitResult<Live> init(ProcessContext<ShardMessage> context) {
        context.trapExit(true); // or terminate would not run
        var live = new Live(slot, settings, context);
        live.takeOver(slot.view, slot.owners);
        if (!isAlone()) {
            live.replication.begin();
            context.sendAfter(settings.times.period(), new ShardMessage.Tick());
        }
        return InitResult.started(live);
    }

    private boolean isAlone() {
        return settings.transport.equals(PresenceTransport.local());
    }

    @Override
    public Next<Live> handle(ShardMessage message, Live live, ProcessContext<ShardMessage> context) {
        switch (message) {
            case ShardMessage.Track(var process, var topic, var key, var meta, var from) ->
                live.announceAndReply(from, live.track(process, topic, key, meta));
            case ShardMessage.Update(var process, var topic, var key, var meta, var from) ->
                live.announceAndReply(from, live.update(process, topic, key, meta));
            case ShardMessage.Untrack(var process, var topic, var key, var from) -> {
                live.untrack(process, entry -> (topic == null || topic.equals(entry.topic()))
                        && (key == null || key.equals(entry.key())));
                live.announceAndReply(from, true);
            }
            case ShardMessage.Received(var said) -> live.replication.receive(said, context.node().nanoTime());
            case ShardMessage.Tick _ -> {
                live.replication.tick(context.node().nanoTime());
                context.sendAfter(settings.times.period(), new ShardMessage.Tick());
            }
        }
        live.announce(); // of what others have said
        return Next.same();
    }

    @Override
    public Next<Live> signal(Signal signal, Live live, ProcessContext<ShardMessage> context) {
        return switch (signal) {
            case Signal.Down(_, var process, _) -> {
                live.untrack(process, _ -> true);
                live.announce();
                yield Next.same();
            }
            case Signal.Exit(var from, var reason) when from.equals(context.parent()) -> Next.stop(reason, live);
            default -> Next.same();
        };
    }

    @Override
    public void terminate(ExitReason reason, Live live, ProcessContext<ShardMessage> context) {
        live.replication.end(settings.leavesForGood);
    }
}
