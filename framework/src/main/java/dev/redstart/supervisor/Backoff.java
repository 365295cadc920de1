package dev.redstart.supervisor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a child stays down before it is started again, so that one that cannot run does not run hot. Not in OTP; it is asked for per
 * child ({@link ChildSpec#backoff}) or for all children of a supervisor. Immutable; each method with a parameter gives a changed copy.
 *
 * <p>The supervisor counts how often the child has ended abnormally in a row. The first {@code immediate} times it is started again at once. After
 * that it waits: {@code min} the first time, each time {@code factor} times longer, {@code max} at most. Of that time a share of
 * {@code jitter} is left to chance, so that children that fell together do not get up together. A child that stayed up for
 * {@code resetAfter} starts the count afresh; its uptime is counted from the end of its {@code init}, and an {@code init} that failed is
 * an uptime of zero. The end after {@code giveUpAfter} in a row ends the supervisor as too many restarts do. A child that is restarted
 * after an end in good order comes back at once, and that changes nothing of the count.
 *
 * <p>Restarts that waited do not count against the supervisor's {@link Intensity}: otherwise the long outage of a database would end the
 * whole tree. Those made at once do (OTP.md 1.11).
 *
 * <p>While a child waits its name is free and calls to it fail at once; nothing is kept for it.
 *
 * @param min the first wait; more than zero
 * @param max the longest wait; at least {@code min}
 * @param factor by how much each wait is longer than the one before; at least 1
 * @param jitter the share of each wait that is left to chance, from 0 to 1: a wait lies between {@code 1 - jitter} of its full length
 *        and all of it, so never above {@code max}
 * @param immediate how many restarts in a row are made at once, before the first that waits; at least 0
 * @param resetAfter how long a child must have been up for the count to start again; more than zero
 * @param giveUpAfter how many ends in a row are borne; {@link Integer#MAX_VALUE} for all
 */
public record Backoff(Duration min, Duration max, double factor, double jitter, int immediate, Duration resetAfter,
        int giveUpAfter) {
    /** Every restart is made at once and counts, as in OTP: what a supervisor does unless told otherwise. */
    public static final Backoff NONE = exponential(Duration.ofNanos(1), Duration.ofNanos(1))
            .immediate(Integer.MAX_VALUE);

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    public Backoff {
        check(min.isPositive(), "min must be > 0, was " + min);
        check(max.compareTo(min) >= 0, "max must be >= min, was " + max + " with min " + min);
        check(factor >= 1 && Double.isFinite(factor), "factor must be >= 1 and finite, was " + factor);
        check(jitter >= 0 && jitter <= 1, "jitter must be between 0 and 1, was " + jitter);
        check(immediate >= 0, "immediate must be >= 0, was " + immediate);
        check(resetAfter.isPositive(), "resetAfter must be > 0, was " + resetAfter);
        check(giveUpAfter >= 0, "giveUpAfter must be >= 0, was " + giveUpAfter);
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("backoff: " + rule);
        }
    }

    /** Waits from {@code min} to {@code max}, doubled each time, half of each left to chance; one restart at once; reset after 60 s. */
    public static Backoff exponential(Duration min, Duration max) {
        return new Backoff(min, max, 2, 0.5, 1, Duration.ofSeconds(60), Integer.MAX_VALUE);
    }

    /** With that {@link #factor()}. */
    public Backoff factor(double other) {
        return new Backoff(min, max, other, jitter, immediate, resetAfter, giveUpAfter);
    }

    /** With that {@link #jitter()}. */
    public Backoff jitter(double share) {
        return new Backoff(min, max, factor, share, immediate, resetAfter, giveUpAfter);
    }

    /** With that many restarts at once, see {@link #immediate()}. */
    public Backoff immediate(int restarts) {
        return new Backoff(min, max, factor, jitter, restarts, resetAfter, giveUpAfter);
    }

    /** With that {@link #resetAfter()}. */
    public Backoff resetAfter(Duration uptime) {
        return new Backoff(min, max, factor, jitter, immediate, uptime, giveUpAfter);
    }

    /** Bears that many ends in a row, see {@link #giveUpAfter()}. */
    public Backoff giveUpAfter(int ends) {
        return new Backoff(min, max, factor, jitter, immediate, resetAfter, ends);
    }

    /**
     * The full length of a wait, before chance takes its share.
     *
     * @param before how many restarts in a row were made before this one; at least {@link #immediate()}
     */
    Duration base(int before) {
        var longest = nanos(max);
        var grown = nanos(min) * Math.pow(factor, (double) before - immediate);
        return Duration.ofNanos(grown < longest ? (long) grown : longest);
    }

    /** How long to wait after that many restarts in a row; zero for the first ones. */
    Duration delay(int before, RandomGenerator random) {
        if (before < immediate) {
            return Duration.ZERO;
        }
        var base = base(before).toNanos();
        var spared = random.nextDouble() * jitter; // what chance takes off the share that is left to it
        return Duration.ofNanos(Math.clamp((long) (base * (1 - jitter + spared)), 0L, base));
    }

    boolean isReset(long uptime) {
        return uptime >= nanos(resetAfter);
    }

    private static long nanos(Duration time) {
        return (time.compareTo(LONGEST) < 0 ? time : LONGEST).toNanos();
    }
}
