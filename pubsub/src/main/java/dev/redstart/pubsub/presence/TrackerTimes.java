package dev.redstart.pubsub.presence;

import java.time.Duration;

/**
 * How often the nodes of a presence talk, and when one is given up. The same on all nodes.
 *
 * @param period between two messages to all, if there is something to say
 * @param silentPeriods after how many without anything to say there is a heartbeat
 * @param down a node silent for so long is taken for dead: who is there on it has left, until it is heard again
 * @param permDown a node silent for so long is forgotten
 */
public record TrackerTimes(Duration period, int silentPeriods, Duration down, Duration permDown) {
    /** Phoenix's: 1.5 s, 10, 30 s, 20 min. */
    public static final TrackerTimes DEFAULT = new TrackerTimes(Duration.ofMillis(1_500), 10, Duration.ofSeconds(30),
            Duration.ofMinutes(20));

    public TrackerTimes {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("period must be positive, was " + period);
        }
        if (silentPeriods < 1) {
            throw new IllegalArgumentException("silentPeriods must be >= 1, was " + silentPeriods);
        }
        if (down.compareTo(period.multipliedBy(silentPeriods)) <= 0) {
            throw new IllegalArgumentException("down must be longer than " + silentPeriods
                    + " silent periods, or a node that has nothing to say would be taken for dead, was " + down);
        }
        if (permDown.compareTo(down) < 0) {
            throw new IllegalArgumentException("permDown must not be shorter than down, was " + permDown);
        }
    }
}
