package dev.redstart.load.swarm;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The whole swarm, however many processes it is: numbers are dealt out, samples added up, and a broadcast has arrived when it has
 * everywhere.
 * <p>
 * Threading: for one thread; what has arrived is counted by whoever says so.
 */
final class Squads implements AutoCloseable {
    /** A source address has some 28,000 ports by default; fewer are used, some may be in TIME_WAIT. */
    private static final int CONNECTIONS_PER_SOURCE = 20_000;
    /** Of 20,000 files that a process may open by default. */
    private static final int CONNECTIONS_PER_PROCESS = 15_000;

    private final List<Squad> squads;
    private int opened;
    private int run;

    private Squads(List<? extends Squad> squads) {
        this.squads = List.copyOf(squads);
    }

    /** How many processes so many connections need here. */
    static int processesFor(int connections) {
        return Math.ceilDiv(connections, CONNECTIONS_PER_PROCESS);
    }

    /** How many source addresses so many connections need; 0 where one is enough. */
    static int sourcesFor(int connections) {
        return connections <= CONNECTIONS_PER_SOURCE ? 0 : Math.ceilDiv(connections, CONNECTIONS_PER_SOURCE);
    }

    /** @throws IllegalArgumentException if so many connections are too many for so many processes */
    static void checkFits(int connections, int processes) {
        if (processes < 1 || Math.ceilDiv(connections, processes) > Fleet.capacity()) {
            throw new IllegalArgumentException("connections of each process must be <= " + Fleet.capacity()
                    + " (the limit of open files, ulimit -n, less what the client needs itself), were " + connections
                    + " in " + processes);
        }
    }

    /** In this process alone, or in others alone: this one is then free to measure. */
    static Squads start(Plan plan, int processes) {
        return processes == 1
                ? new Squads(List.of(new Fleet(plan, new Tally())))
                : new Squads(Stream.generate(() -> new RemoteSquad(plan)).limit(processes).toList());
    }

    /** Opens the next {@code count} connections. {@return done when each has joined or failed} */
    CompletableFuture<Void> open(int count) {
        int first = opened;
        opened += count;
        int parts = squads.size();
        return all(IntStream.range(0, parts).mapToObj(i -> squads.get(i)
                .open(Squad.share(first, count, i, parts), Squad.share(first, count, i + 1, parts))));
    }

    /** Says goodbye on all connections. {@return done when all have ended} */
    CompletableFuture<Void> leave() {
        return each(Squad::leave);
    }

    /** From now on connections do nothing but heartbeats. */
    void rest() {
        each(squad -> squad.begin(new Assignment.Rest(), _ -> {})).join();
    }

    /** Pings; see {@link Assignment.Ping}. {@code perSecond} is that of all processes. */
    void ping(double perSecond) {
        each(squad -> squad.begin(new Assignment.Ping(perSecond / squads.size()), _ -> {})).join();
    }

    /** Churn; see {@link Assignment.Churn}. {@code perSecond} is that of all processes. */
    void churn(double perSecond) {
        each(squad -> squad.begin(new Assignment.Churn(perSecond / squads.size()), _ -> {})).join();
    }

    /** Broadcasts; see {@link Assignment.Broadcast}. The first process has the senders. */
    void broadcast(int slots, int padding, boolean all) {
        var assignment = new Assignment.Broadcast(++run, slots, padding, all);
        var missing = new AtomicIntegerArray(slots);
        int wanted = all ? squads.size() : 1;
        IntStream.range(0, slots).forEach(slot -> missing.set(slot, wanted));
        each(squad -> squad.begin(assignment, slot -> {
            if (missing.decrementAndGet(slot) == 0) {
                missing.set(slot, wanted);
                squads.getFirst().send(slot);
            }
        })).join();
        // not before everybody counts
        IntStream.range(0, slots).forEach(squads.getFirst()::send);
    }

    /** What has happened since it was last asked. */
    Sample take() {
        return Sample.sum(squads.stream().map(Squad::take).toList().stream().map(CompletableFuture::join).toList());
    }

    /** Ends every connection and the other processes. */
    @Override
    public void close() {
        each(squad -> CompletableFuture.runAsync(squad::close)).join();
    }

    private CompletableFuture<Void> each(Function<Squad, CompletableFuture<Void>> action) {
        return all(squads.stream().map(action));
    }

    private static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> works) {
        return CompletableFuture.allOf(works.toArray(CompletableFuture[]::new));
    }
}
