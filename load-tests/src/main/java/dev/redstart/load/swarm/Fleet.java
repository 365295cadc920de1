package dev.redstart.load.swarm;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * All connections of a run, dealt out to a few {@link Loop loops}.
 * <p>
 * Threading: for one thread.
 */
final class Fleet implements AutoCloseable {
    /** Files this process needs beside its connections: class path, selectors, standard streams, jcmd. */
    private static final int OTHER_FILES = 200;

    private final List<Loop> loops;
    private int opened;

    Fleet(Plan plan, Tally tally) {
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
        int loopCount = loops.size();
        return CompletableFuture.allOf(IntStream.range(0, loopCount)
                .mapToObj(i -> loops.get(i).open(share(first, count, i, loopCount),
                        share(first, count, i + 1, loopCount)))
                .toArray(CompletableFuture[]::new));
    }

    /** Closes every connection properly and ends the threads; takes at most the limit of the plan. */
    @Override
    public void close() {
        var ends = loops.stream().map(Loop::close).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the loops go on closing by themselves
        } catch (ExecutionException e) {
            throw new IllegalStateException("a loop of the swarm failed", e.getCause());
        }
    }

    private static int share(int first, int count, int part, int parts) {
        return first + (int) ((long) count * part / parts);
    }

    private static InetSocketAddress resolved(URI url) {
        var address = new InetSocketAddress(url.getHost(), url.getPort());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host of the url must be known, was " + url.getHost());
        }
        return address;
    }
}
