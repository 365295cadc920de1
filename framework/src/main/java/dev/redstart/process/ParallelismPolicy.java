package dev.redstart.process;

/**
 * How many carrier threads there should be: more than usual while handlers that compute keep all of them from everybody else, so that the
 * operating system divides the cores; as few as before when that is over. Pure: told once for every tick what was seen.
 *
 * <p>A raise goes to what was there before plus the handlers that compute, never beyond. It is taken back step by step, down to what the
 * last ticks have needed.
 */
final class ParallelismPolicy {
    /** Ticks without any progress before anything is done. */
    private static final int PATIENCE = 3;
    /** Ticks without any progress after which more is done than those who are to blame explain. */
    private static final int MUCH_PATIENCE = 20;
    /** Ticks between looks at whether fewer would do. */
    private static final int WINDOW = 50;

    private final int base;
    private final int most;
    private int now;
    private int stuck;
    private int dwell;
    private int calm;
    private int mostHogs;

    /**
     * A policy that starts with {@code base} carriers.
     *
     * @param base carriers there are without it
     * @param most carriers there may be
     */
    ParallelismPolicy(int base, int most) {
        this.base = base;
        this.most = Math.max(base, most);
        this.now = base;
    }

    /**
     * One tick.
     *
     * @param stuck somebody waits for a core, and nothing at all has come to its end since the last tick
     * @param hogs handlers that compute without an end
     * @return how many carriers there should be from now on
     */
    int tick(boolean stuck, int hogs) {
        this.stuck = stuck ? this.stuck + 1 : 0;
        dwell = Math.max(0, dwell - 1);
        if (this.stuck >= PATIENCE && dwell == 0) {
            raise(hogs);
        } else if (now > base) {
            lower(hogs);
        }
        return now;
    }

    private void raise(int hogs) {
        var blamed = Math.min(hogs, now);
        var wanted = stuck >= MUCH_PATIENCE ? Math.max(base + blamed, now + base) : base + blamed;
        if (Math.min(wanted, most) > now) {
            now = Math.min(wanted, most);
            dwell = 2 + now / 4; // the new ones need a moment to show what they change
            stuck = 0;
        }
        startWindow();
    }

    private void lower(int hogs) {
        mostHogs = Math.max(mostHogs, hogs);
        if (++calm >= WINDOW) {
            now = Math.min(now, base + mostHogs);
            startWindow();
        }
    }

    private void startWindow() {
        calm = 0;
        mostHogs = 0;
    }

    /** Ticks in a row without any progress. */
    int stuck() {
        return stuck;
    }

    /** Carriers there are without it. */
    int base() {
        return base;
    }

    boolean isRaised() {
        return now > base;
    }
}
