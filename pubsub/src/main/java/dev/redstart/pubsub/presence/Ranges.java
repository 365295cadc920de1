package dev.redstart.pubsub.presence;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A set of positive numbers as the ranges it is made of: everything up to a number costs as much as one number. Immutable.
 *
 * <p>This is the compaction of a causal context: what arrives out of order is a range of its own until the gap before it is filled.
 */
public final class Ranges {
    /** Nothing. */
    public static final Ranges NONE = new Ranges(new long[0]);

    /** First and last of each range in turn; between two ranges at least one number is missing. */
    private final long[] bounds;

    private Ranges(long[] bounds) {
        this.bounds = bounds;
    }

    /** The numbers from {@code first} to {@code last}, both included; nothing if {@code last} is smaller. */
    public static Ranges of(long first, long last) {
        requirePositive(first);
        return last < first ? NONE : new Ranges(new long[]{first, last});
    }

    /**
     * What {@link #toBounds} gave on another node.
     *
     * @throws IllegalArgumentException if these are no ranges
     */
    public static Ranges ofBounds(long... bounds) {
        if (bounds.length % 2 != 0) {
            throw new IllegalArgumentException("bounds of ranges come in pairs, got " + bounds.length);
        }
        for (int i = 0; i < bounds.length; i += 2) {
            requirePositive(bounds[i]);
            if (bounds[i + 1] < bounds[i] || (i > 0 && bounds[i] - 1 <= bounds[i - 1])) {
                throw new IllegalArgumentException(
                        "ranges must be ascending and apart, were " + Arrays.toString(bounds));
            }
        }
        return new Ranges(bounds.clone());
    }

    /** @param numbers the first {@code count} are sorted here; the same one may come more than once */
    static Ranges ofNumbers(long[] numbers, int count) {
        Arrays.sort(numbers, 0, count);
        var built = new Builder(2 * count);
        for (int i = 0; i < count; i++) {
            built.add(requirePositive(numbers[i]), numbers[i]);
        }
        return built.build();
    }

    private static long requirePositive(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("clocks begin at 1, was " + number);
        }
        return number;
    }

    /** First and last of each range in turn. */
    public long[] toBounds() {
        return bounds.clone();
    }

    /** Whether nothing is in it. */
    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** Whether {@code number} is in it. */
    public boolean contains(long number) {
        return rangeOf(number) >= 0;
    }

    /** Whether all from {@code first} to {@code last} are in it. */
    boolean covers(long first, long last) {
        if (last < first) {
            return true;
        }
        int range = rangeOf(first);
        return range >= 0 && last <= bounds[range + 1];
    }

    /** Up to where nothing is missing; 0 if 1 is. */
    public long complete() {
        return isEmpty() || bounds[0] > 1 ? 0 : bounds[1];
    }

    /** The greatest number in it, or 0. */
    public long max() {
        return isEmpty() ? 0 : bounds[bounds.length - 1];
    }

    /** How many numbers are in it. */
    long count() {
        long count = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            count += bounds[i + 1] - bounds[i] + 1;
        }
        return count;
    }

    void forEach(LongConsumer action) {
        for (int i = 0; i < bounds.length; i += 2) {
            for (long number = bounds[i]; number <= bounds[i + 1]; number++) {
                action.accept(number);
            }
        }
    }

    /** What is in this or in {@code other}. */
    public Ranges union(Ranges other) {
        if (other.isEmpty()) {
            return this;
        }
        var built = new Builder(bounds.length + other.bounds.length);
        int mine = 0;
        int theirs = 0;
        while (mine < bounds.length || theirs < other.bounds.length) {
            if (theirs == other.bounds.length
                    || (mine < bounds.length && bounds[mine] <= other.bounds[theirs])) {
                built.add(bounds[mine], bounds[mine + 1]);
                mine += 2;
            } else {
                built.add(other.bounds[theirs], other.bounds[theirs + 1]);
                theirs += 2;
            }
        }
        return built.build();
    }

    /** @return where the range that holds {@code number} begins, or a negative number */
    private int rangeOf(long number) {
        int low = 0;
        int high = bounds.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (number < bounds[2 * middle]) {
                high = middle - 1;
            } else if (number > bounds[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return 2 * middle;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ranges that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("[");
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : " ").append(bounds[i])
                    .append(bounds[i] == bounds[i + 1] ? "" : "-" + bounds[i + 1]);
        }
        return text.append(']').toString();
    }

    /** Takes ranges by their beginnings and joins those that touch. */
    private static final class Builder {
        private final long[] bounds;
        private int length;

        Builder(int atMost) {
            bounds = new long[atMost];
        }

        void add(long first, long last) {
            if (length > 0 && first - 1 <= bounds[length - 1]) {
                bounds[length - 1] = Math.max(bounds[length - 1], last);
            } else {
                bounds[length++] = first;
                bounds[length++] = last;
            }
        }

        Ranges build() {
            return length == 0 ? NONE : new Ranges(Arrays.copyOf(bounds, length));
        }
    }
}
