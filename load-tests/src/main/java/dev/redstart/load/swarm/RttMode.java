package dev.redstart.load.swarm;

import java.time.Duration;
import java.util.Map;

/** Pings and their replies: what does one message cost that goes through a channel and back? */
final class RttMode {
    static final String PING = "ping and reply";

    /**
     * How much and how long.
     *
     * @param perSecond pings of all connections, whatever is still unanswered; 0: each sends the next when it has the reply
     */
    record Size(int connections, double perSecond, Duration warmUp, Duration measure) {
        Size {
            if (connections < 1 || perSecond < 0) {
                throw new IllegalArgumentException(
                        "conns must be >= 1 and rate >= 0, were " + connections + " and " + perSecond);
            }
        }
    }

    private RttMode() {}

    static ModeReport run(Session session, Size size) throws InterruptedException {
        session.openAndWeigh(size.connections());
        session.squads().ping(size.perSecond());
        session.pass("warm-up", size.warmUp());
        session.measure(PING, size.measure());
        session.squads().rest();
        return session.report("rtt", "%,d connections to %s, %s".formatted(size.connections(), session.plan().url(),
                size.perSecond() == 0
                        ? "each pings when it has the reply (closed loop: latency is that of as many at a time)"
                        : "%,.0f pings a second in all (open loop: latency from when a ping was due)"
                                .formatted(size.perSecond())),
                Map.of("connections", size.connections(), "rate", size.perSecond(), "warmUp",
                        size.warmUp().toMillis(), "measure", size.measure().toMillis()));
    }
}
