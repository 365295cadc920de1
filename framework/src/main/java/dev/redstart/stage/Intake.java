package dev.redstart.stage;

import java.util.Objects;

import dev.redstart.process.ExitReason;

/**
 * How a stage takes from what it is subscribed to. Immutable; each method gives a changed copy.
 *
 * @param maxDemand items that may be under way to it or wait at it, at most; at least 1
 * @param minDemand when no more than so many are, it asks for more; below {@code maxDemand}
 * @param cancel what the end of the other side means for it
 * @param partition which share it takes, if the other side emits by {@link Dispatch#partition}
 */
public record Intake(int maxDemand, int minDemand, Cancel cancel, int partition) {
    /** What the end of the other side means for the stage that takes from it. A stage without a source lives on and gets nothing more. */
    public enum Cancel {
        /** It ends, too, with the same reason, so that its supervisor starts it again. */
        PERMANENT,
        /** It ends if the other side's end was not expected. */
        TRANSIENT,
        /** Nothing. */
        TEMPORARY
    }

    /** At most 1,000 items, asks for more when 500 are left, ends with the other side. */
    public static final Intake DEFAULT = upTo(1_000);

    public Intake {
        if (maxDemand < 1) {
            throw new IllegalArgumentException("maxDemand must be >= 1, was " + maxDemand);
        }
        if (minDemand < 0 || minDemand >= maxDemand) {
            throw new IllegalArgumentException(
                    "minDemand must be >= 0 and below maxDemand, which is " + maxDemand + ", was " + minDemand);
        }
        if (partition < 0) {
            throw new IllegalArgumentException("partition must be >= 0, was " + partition);
        }
        Objects.requireNonNull(cancel, "cancel");
    }

    /** At most {@code maxDemand} items, and more when half of them are left. */
    public static Intake upTo(int maxDemand) {
        return new Intake(maxDemand, Math.max(maxDemand, 0) / 2, Cancel.PERMANENT, 0);
    }

    /** Asks for more when no more than so many are left. */
    public Intake minDemand(int limit) {
        return new Intake(maxDemand, limit, cancel, partition);
    }

    /** With that meaning of the other side's end. */
    public Intake cancel(Cancel rule) {
        return new Intake(maxDemand, minDemand, rule, partition);
    }

    /** Takes that share. */
    public Intake partition(int share) {
        return new Intake(maxDemand, minDemand, cancel, share);
    }

    /** How many items a stage is given at once, at most. */
    public int batch() {
        return maxDemand - minDemand;
    }

    boolean endsWith(ExitReason reason) {
        return switch (cancel) {
            case PERMANENT -> true;
            case TRANSIENT -> !reason.isExpected();
            case TEMPORARY -> false;
        };
    }
}
