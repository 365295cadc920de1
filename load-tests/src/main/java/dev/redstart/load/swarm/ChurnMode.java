package dev.redstart.load.swarm;

import java.time.Duration;
import java.util.Map;

/** Connections that come and go while many are there: what does one that is replaced cost, and does the server forget it? */
final class ChurnMode {
    static final String CYCLE = "replaced";

    /**
     * How much and how long.
     *
     * @param connections that are there at any time
     * @param perSecond   that end and are opened anew
     */
    record Size(int connections, double perSecond, Duration warmUp, Duration measure) {
        Size {
            if (connections < 1 || !(perSecond > 0)) {
                throw new IllegalArgumentException(
                        "conns must be >= 1 and rate > 0, were " + connections + " and " + perSecond);
            }
        }
    }

    private ChurnMode() {}

    static ModeReport run(Session session, Size size) throws InterruptedException {
        session.openAndWeigh(size.connections());
        session.squads().churn(size.perSecond());
        session.pass("warm-up", size.warmUp());
        session.squads().rest();
        session.weigh("before");
        session.squads().churn(size.perSecond());
        session.measure(CYCLE, size.measure());
        session.squads().rest();
        session.weigh("after");
        return session.report("churn",
                "%,d connections to %s, %,.0f a second end by close frame, FIN and reset in turn and are opened anew"
                        .formatted(size.connections(), session.plan().url(), size.perSecond())
                        + " (open loop: latency from when one was due until it is joined)",
                Map.of("connections", size.connections(), "rate", size.perSecond(), "warmUp",
                        size.warmUp().toMillis(), "measure", size.measure().toMillis()));
    }
}
