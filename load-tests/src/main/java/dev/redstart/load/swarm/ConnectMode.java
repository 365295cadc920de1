package dev.redstart.load.swarm;

import java.time.Duration;
import java.util.Map;

/** Connections that open, join and leave again, as fast as the window allows: what does one cost when the server is warm? */
final class ConnectMode {
    static final String JOIN = "connect+join";

    /**
     * How much and how long.
     *
     * @param block   connections that are opened, all, and then closed, all; as often as the time allows
     * @param warmUp  so long at least, and one block at least
     * @param measure likewise
     */
    record Size(int block, Duration warmUp, Duration measure) {
        Size {
            if (block < 1) {
                throw new IllegalArgumentException("conns must be >= 1, was " + block);
            }
        }
    }

    private ConnectMode() {}

    static ModeReport run(Session session, Size size) throws InterruptedException {
        blocks(session, size.block(), size.warmUp(), new Session.Stretches(), new Session.Stretches());
        var joins = new Session.Stretches();
        var leaves = new Session.Stretches();
        blocks(session, size.block(), size.measure(), joins, leaves);
        session.row(JOIN, joins);
        session.row("close", leaves);
        return session.report("connect", "blocks of %,d connections to %s, %d opening at a time".formatted(size.block(),
                session.plan().url(), session.plan().window()),
                Map.of("connections", size.block(), "warmUp", size.warmUp().toMillis(), "measure",
                        size.measure().toMillis()));
    }

    private static void blocks(Session session, int block, Duration time, Session.Stretches joins,
            Session.Stretches leaves) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        do {
            session.open(block, joins);
            session.leave(leaves);
        } while (end - System.nanoTime() > 0);
    }
}
