package dev.redstart.load.swarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * One thread with one selector that opens its share of the connections, keeps their time and closes them.
 * <p>
 * Threading: {@link #open}, {@link #close} and {@link #tally} may be called by anybody; everything else runs on the
 * loop's own thread, and so do all its links. Waiting links stand in queues in the order of their deadlines, which is
 * the order in which they came, because every limit and pause is the same for all.
 */
final class Loop {
    private final Plan plan;
    private final Tally tally;
    private final InetSocketAddress server;
    private final Connection.Script script;
    private final int window;
    private final Selector selector;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // owned by the loop's thread
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(FrameCodec.MAX_HEADER + FrameCodec.MAX_PAYLOAD);
    private final Queue<Link> opening = new ArrayDeque<>();
    private final Queue<Link> beating = new ArrayDeque<>();
    private final Queue<Link> leaving = new ArrayDeque<>();
    private Drill drill = Drill.NONE;
    private int openingCount;
    private int openCount;
    private int next;
    private int end;
    private CompletableFuture<Void> opened = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> left = CompletableFuture.completedFuture(null);
    private boolean closing;

    Loop(Plan plan, Tally tally, InetSocketAddress server, Handshake handshake) {
        this.plan = plan;
        this.tally = tally;
        this.server = server;
        this.script = new Connection.Script(plan, handshake, () -> ThreadLocalRandom.current().nextInt());
        this.window = Math.max(1, plan.window() / plan.threads());
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start(String name) {
        Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    Tally tally() {
        return tally;
    }

    /** What joined connections are doing; for the loop's thread. */
    Drill drill() {
        return drill;
    }

    /** From now on joined connections do this. */
    CompletableFuture<Void> begin(Drill next) {
        var done = new CompletableFuture<Void>();
        tell(() -> {
            drill = next;
            next.begin(this);
            done.complete(null);
        });
        return done;
    }

    /** The connections that are joined now; for the loop's thread. */
    List<Link> members() {
        return links().filter(link -> link.connection().state() == Connection.State.JOINED).toList();
    }

    /** Stops to read from every connection, or reads again. */
    CompletableFuture<Void> reads(boolean wanted) {
        var done = new CompletableFuture<Void>();
        tell(() -> {
            links().toList().forEach(link -> link.reads(wanted));
            done.complete(null);
        });
        return done;
    }

    /**
     * Opens connections {@code from} to {@code to - 1}.
     *
     * @return done when each of them has joined or failed
     */
    CompletableFuture<Void> open(int from, int to) {
        var done = new CompletableFuture<Void>();
        tell(() -> {
            opened = done;
            next = from;
            end = to;
        });
        // a loop that has ended will never answer
        var _ = ended.whenComplete((_, failure) -> done.completeExceptionally(
                failure != null ? failure : new IllegalStateException("the fleet was closed while it opened")));
        return done;
    }

    /** Says goodbye on every connection; done when all are answered or the limit is over. */
    CompletableFuture<Void> leave() {
        var done = new CompletableFuture<Void>();
        tell(() -> {
            left = done;
            leaveAll();
        });
        return done;
    }

    /** As {@link #leave}, and ends the thread. */
    CompletableFuture<Void> close() {
        tell(() -> {
            if (!closing) {
                closing = true;
                leaveAll();
            }
        });
        return ended;
    }

    private void leaveAll() {
        next = end;
        links().toList().forEach(link -> depart(link, Connection.Departure.CLOSE_FRAME));
    }

    /** Has a link leave; for the loop's thread. */
    void depart(Link link, Connection.Departure how) {
        link.leftBy(System.nanoTime() + plan.limit().toNanos());
        leaving.add(link);
        link.connection().leave(how);
    }

    /** Opens one connection, whatever the window says; {@code since} is when it was meant to. For the loop's thread. */
    void open(int number, long since) {
        var link = new Link(this, number, script, since);
        openingCount++;
        openCount++;
        opening.add(link);
        link.open(selector, server, sourceOf(number), plan.receiveBuffer());
    }

    /** A link of this loop is joined. */
    void joined(Link link) {
        long now = System.nanoTime();
        tally.joined(now - link.openedNanos());
        openingCount--;
        link.heartbeatAt(now + plan.heartbeat().toNanos());
        beating.add(link);
        drill.joined(link);
    }

    /** A link of this loop has ended; whether it had joined before. */
    void closed(Link link, boolean joined) {
        openCount--;
        if (joined) {
            tally.ended();
        } else {
            openingCount--;
        }
    }

    /** Runs {@code command} on the loop's thread. */
    void tell(Runnable command) {
        commands.add(command);
        selector.wakeup();
    }

    private void run() {
        try (selector) {
            while (!(closing && openCount == 0)) {
                turn();
            }
            ended.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            ended.completeExceptionally(e);
        }
    }

    private void turn() throws IOException {
        for (var command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        openMore();
        long now = System.nanoTime();
        expireOpening(now);
        sendHeartbeats(now);
        expireLeaving(now);
        if (next == end && openingCount == 0) {
            opened.complete(null);
        }
        if (openCount == 0) {
            left.complete(null);
        }
        if (!(closing && openCount == 0)) {
            selector.select(key -> ((Link) key.attachment()).ready(scratch), pauseMillis());
        }
    }

    private void openMore() {
        while (next < end && openingCount < window) {
            open(next++, System.nanoTime());
        }
    }

    private @Nullable InetSocketAddress sourceOf(int number) {
        return plan.sources() == 0 ? null : new InetSocketAddress("127.0.0." + (1 + number % plan.sources()), 0);
    }

    private void expireOpening(long now) {
        long limit = plan.limit().toNanos();
        for (var link = opening.peek(); link != null; link = opening.peek()) {
            if (isOpening(link)) {
                if (now - link.openedNanos() < limit) {
                    return;
                }
                link.connection().expired();
            }
            opening.remove();
        }
    }

    private static boolean isOpening(Link link) {
        return switch (link.connection().state()) {
            case CONNECTING, UPGRADING, JOINING -> true;
            case JOINED, CLOSING, FINISHED, ENDING, CLOSED -> false;
        };
    }

    private void sendHeartbeats(long now) {
        for (var link = beating.peek(); link != null && link.heartbeatAtNanos() - now <= 0; link = beating.peek()) {
            beating.remove();
            link.connection().heartbeat();
            if (link.connection().state() == Connection.State.JOINED) {
                link.heartbeatAt(now + plan.heartbeat().toNanos());
                beating.add(link);
            }
        }
    }

    private void expireLeaving(long now) {
        for (var link = leaving.peek(); link != null; link = leaving.peek()) {
            if (link.connection().state() != Connection.State.CLOSED) {
                if (link.leftByNanos() - now > 0) {
                    return;
                }
                link.connection().expired();
            }
            leaving.remove();
        }
    }

    private Stream<Link> links() {
        return selector.keys().stream().map(key -> (Link) key.attachment());
    }

    /** How long nothing has to be done unless a socket or a command asks; 0: for ever. */
    private long pauseMillis() {
        if (next < end && openingCount < window) {
            return 1;
        }
        long nanos = Long.MAX_VALUE;
        long now = System.nanoTime();
        if (!opening.isEmpty()) {
            nanos = opening.element().openedNanos() + plan.limit().toNanos() - now;
        }
        if (!beating.isEmpty()) {
            nanos = Math.min(nanos, beating.element().heartbeatAtNanos() - now);
        }
        if (!leaving.isEmpty()) {
            nanos = Math.min(nanos, leaving.element().leftByNanos() - now);
        }
        return nanos == Long.MAX_VALUE ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }
}
