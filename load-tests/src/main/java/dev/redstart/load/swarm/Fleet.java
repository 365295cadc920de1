package dev.redstart.load.swarm;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * The connections of one process, dealt out to a few {@link Loop loops}.
 * <p>
 * Threading: for one thread, but {@link #send}, which is for any.
 */
final class Fleet implements Squad {
    /** Files this process needs beside its connections: class path, selectors, standard streams, jcmd. */
    private static final int OTHER_FILES = 200;

    private final Tally tally;
    private final List<Loop> loops;
    /** The one of now; the slots of broadcasts are sent by whoever has counted the last arrival. */
    private volatile Drill drill = Drill.NONE;
    private int opened;

    Fleet(Plan plan, Tally tally) {
        this.tally = tally;
        var server = resolved(plan.url());
        var handshake = new Handshake(plan, ThreadLocalRandom.current().nextLong());
        loops = IntStream.range(0, plan.threads()).mapToObj(_ -> new Loop(plan, tally, server, handshake)).toList();
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).start("swarm-" + i);
        }
    }

    /** How many connections one process can hold here. */
    static long capacity() {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getMaxFileDescriptorCount() - OTHER_FILES;
    }

    /**
     * Opens the next {@code count} connections.
     *
     * @return done when each of them has joined or failed
     */
    CompletableFuture<Void> open(int count) {
        int first = opened;
        opened += count;
        return open(first, first + count);
    }

    @Override
    public CompletableFuture<Void> open(int from, int to) {
        return CompletableFuture.allOf(IntStream.range(0, loops.size())
                .mapToObj(i -> loops.get(i).open(share(from, to - from, i), share(from, to - from, i + 1)))
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public CompletableFuture<Void> leave() {
        return each(Loop::leave);
    }

    /** Stops to read from every connection, or reads again. */
    CompletableFuture<Void> reads(boolean wanted) {
        return each(loop -> loop.reads(wanted));
    }

    @Override
    public CompletableFuture<Void> begin(Assignment assignment, IntConsumer arrived) {
        drill.close();
        var next = assignment.drill(tally, arrived);
        drill = next;
        return each(loop -> loop.begin(next)).thenRun(next::begun);
    }

    @Override
    public void send(int slot) {
        drill.send(slot);
    }

    @Override
    public CompletableFuture<Sample> take() {
        return CompletableFuture.completedFuture(Sample.of(tally));
    }

    private CompletableFuture<Void> each(Function<Loop, CompletableFuture<Void>> action) {
        return CompletableFuture.allOf(loops.stream().map(action).toArray(CompletableFuture[]::new));
    }

    /** Closes every connection properly and ends the threads; takes at most the limit of the plan. */
    @Override
    public void close() {
        drill.close();
        var ends = loops.stream().map(Loop::close).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the loops go on closing by themselves
        } catch (ExecutionException e) {
            throw new IllegalStateException("a loop of the swarm failed: " + e.getCause(), e.getCause());
        }
    }

    private int share(int first, int count, int part) {
        return Squad.share(first, count, part, loops.size());
    }

    private static InetSocketAddress resolved(URI url) {
        var address = new InetSocketAddress(url.getHost(), url.getPort());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host of the url must be known, was " + url.getHost());
        }
        return address;
    }
}
