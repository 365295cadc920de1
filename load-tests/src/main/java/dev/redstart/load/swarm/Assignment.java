package dev.redstart.load.swarm;

import java.util.function.IntConsumer;

/** What the connections of a fleet are told to do: a {@link Drill} that can be sent to another process. */
sealed interface Assignment {
    /**
     * The drill for one fleet.
     *
     * @param arrived is told a slot when its broadcast has come where it was to come; by any thread
     */
    Drill drill(Tally tally, IntConsumer arrived);

    /** Nothing but heartbeats. */
    record Rest() implements Assignment {
        @Override
        public Drill drill(Tally tally, IntConsumer arrived) {
            return Drill.NONE;
        }
    }

    /**
     * Pings.
     *
     * @param perSecond of the fleet, steadily, whether or not earlier ones are answered; 0: each connection sends the next when it has the answer
     */
    record Ping(double perSecond) implements Assignment {
        @Override
        public Drill drill(Tally tally, IntConsumer arrived) {
            return perSecond == 0 ? new Pings(tally) : new PacedPings(tally, perSecond);
        }
    }

    /**
     * Broadcasts; the connections 0 to {@code slots - 1} send them.
     *
     * @param run     differs between all that is measured with one fleet
     * @param slots   broadcasts under way at once
     * @param padding bytes that make them longer
     * @param all     whether a broadcast has arrived when the whole fleet has it; else when its sender has it
     */
    record Broadcast(int run, int slots, int padding, boolean all) implements Assignment {
        @Override
        public Drill drill(Tally tally, IntConsumer arrived) {
            return new Broadcasts(this, tally, arrived);
        }
    }

    /**
     * Connections end, the oldest first, and are opened anew.
     *
     * @param perSecond of the fleet
     */
    record Churn(double perSecond) implements Assignment {
        @Override
        public Drill drill(Tally tally, IntConsumer arrived) {
            return new Turnover(tally, perSecond);
        }
    }
}
