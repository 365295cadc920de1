package dev.redstart.pubsub.presence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Replicas in one thread, with a time and a network that do what a test says. */
final class SimulatedCluster {
    static final TrackerTimes TIMES = new TrackerTimes(Duration.ofSeconds(1), 3, Duration.ofSeconds(5),
            Duration.ofSeconds(20));

    /** A node, in one of its lives. */
    final class Member implements PresenceTransport.Link, Replication.Audience {
        final int index;
        final Replica replica;
        final Replication replication;
        /** Who is there, as its audience was told. */
        final Set<Entry> there = new HashSet<>();
        final List<Entry> tracked = new ArrayList<>();
        boolean alive = true;

        Member(int index, long incarnation) {
            this.index = index;
            this.replica = new Replica("node" + index, incarnation);
            this.replication = new Replication(replica, TIMES, this, this, now);
        }

        @Override
        public void broadcast(PresenceMessage message) {
            members.stream().filter(other -> other.index != index).forEach(other -> send(other.index, message));
        }

        @Override
        public void send(Replica to, PresenceMessage message) {
            members.stream().filter(other -> other.replica.name().equals(to.name()))
                    .forEach(other -> send(other.index, message));
        }

        @Override
        public void close() {}

        private void send(int to, PresenceMessage message) {
            if (alive && !cut[index][to]) {
                network.add(new Packet(to, message));
            }
        }

        @Override
        public void joined(Entry entry) {
            assertThat(there.add(entry)).as("%s joins %s once", entry, replica).isTrue();
        }

        @Override
        public void left(Entry entry) {
            assertThat(there.remove(entry)).as("%s leaves %s once", entry, replica).isTrue();
        }

        void track(String key) {
            tracked.add(replication.track("topic", key, "meta"));
        }

        void update(int which) {
            if (!tracked.isEmpty()) {
                tracked.add(replication.update(tracked.remove(which % tracked.size()), "changed"));
            }
        }

        /** A process that held {@code count} of them ends. */
        void untrack(int which, int count) {
            var gone = new ArrayList<Entry>();
            while (!tracked.isEmpty() && gone.size() < count) {
                gone.add(tracked.remove(which % tracked.size()));
            }
            if (!gone.isEmpty()) {
                replication.untrack(gone);
            }
        }

        void crash() {
            alive = false;
        }
    }

    record Packet(int to, PresenceMessage message) {}

    final List<Member> members = new ArrayList<>();
    final List<Packet> network = new ArrayList<>();
    private final boolean[][] cut;
    private long now;
    private long lives;

    SimulatedCluster(int size) {
        cut = new boolean[size][size];
        for (int i = 0; i < size; i++) {
            members.add(new Member(i, ++lives));
        }
        members.forEach(member -> member.replication.begin());
    }

    Member member(int index) {
        return members.get(index);
    }

    /** The node starts again, whether it has crashed or not; its old life is over. */
    Member restart(int index) {
        members.get(index).crash();
        var fresh = new Member(index, ++lives);
        members.set(index, fresh);
        fresh.replication.begin();
        return fresh;
    }

    /** In one direction. */
    void cut(int from, int to) {
        cut[from][to] = true;
    }

    void heal() {
        for (var from : cut) {
            Arrays.fill(from, false);
        }
    }

    // ---- the network --------------------------------------------------------------------------------------------------------------

    void deliver(Packet packet) {
        var member = members.get(packet.to);
        if (member.alive) {
            member.replication.receive(packet.message, now);
        }
    }

    /** What is delivered may cause more. */
    void deliverAll() {
        while (!network.isEmpty()) {
            deliver(network.removeFirst());
        }
    }

    void deliverAny(Random random) {
        if (!network.isEmpty()) {
            deliver(network.remove(random.nextInt(network.size())));
        }
    }

    void loseAny(Random random) {
        if (!network.isEmpty()) {
            network.remove(random.nextInt(network.size()));
        }
    }

    void duplicateAny(Random random) {
        if (!network.isEmpty()) {
            network.add(network.get(random.nextInt(network.size())));
        }
    }

    // ---- time ---------------------------------------------------------------------------------------------------------------------

    /** One period, without deliveries. */
    void tick() {
        now += TIMES.period().toNanos();
        members.stream().filter(member -> member.alive).forEach(member -> member.replication.tick(now));
    }

    /** With a network that delivers at once. */
    void run(Duration time) {
        for (long end = now + time.toNanos(); now < end;) {
            deliverAll();
            tick();
        }
        deliverAll();
    }

    // ---- what must hold -----------------------------------------------------------------------------------------------------------

    /** Everybody sees those that are tracked on a living node, and no ghost. */
    void assertEverybodySeesWhoIsThere() {
        var really = members.stream().filter(member -> member.alive).flatMap(member -> member.tracked.stream())
                .toList();
        members.stream().filter(member -> member.alive)
                .forEach(member -> assertThat(member.there).as("who is there, as %s sees it", member.replica)
                        .containsExactlyInAnyOrderElementsOf(really));
    }

    /** Nothing is kept of the dead. */
    void assertTheDeadAreForgotten() {
        var alive = members.stream().filter(member -> member.alive).map(member -> member.replica).toList();
        members.stream().filter(member -> member.alive)
                .forEach(member -> assertThat(member.replication.state().extract().context().ranges().keySet())
                        .as("whom %s knows", member.replica).isSubsetOf(alive));
    }
}
