package dev.redstart.process;

/**
 * What the scheduler has learned of the handlers of one {@link ProcessKind}, or of one class where each process has a kind of its own: whether
 * they block, whether they compute for long. Both are forgotten again when they stop doing so. The thousandth process profits from what the
 * first has shown.
 *
 * <p>Threading: plain counters that anybody may write; a lost update costs a detour and nothing else. Readers pay an ordinary read.
 */
final class Habits {
    /** So many activations without the habit and it is forgotten. */
    private static final int MEMORY = 16;
    /** In nanoseconds: so short an activation has not blocked. */
    private static final long SHORT = 50_000;
    /** In nanoseconds: so short an activation lets others through well enough. */
    private static final long TOLERABLE = 500_000;

    /** Of what is no process. */
    static final Habits UNKNOWN = new Habits();

    private static final ClassValue<Habits> OF_CLASS = new ClassValue<>() {
        @Override
        protected Habits computeValue(Class<?> type) {
            return new Habits();
        }
    };

    private int blocking;
    private int computing;

    static Habits of(Class<?> handler) {
        return OF_CLASS.get(handler);
    }

    /** Its handlers wait for something outside of the runtime, so each activation gets a thread of its own. */
    boolean blocks() {
        return blocking > 0;
    }

    /** Its handlers keep a core for long, so few of them run at once. */
    boolean computes() {
        return computing > 0;
    }

    void seenBlocking() {
        blocking = MEMORY;
        computing = 0; // runnable may have meant no more than waiting for a core
    }

    void seenComputing() {
        if (blocking == 0) {
            computing = MEMORY;
        }
    }

    /** An activation on a thread of its own is over. */
    void ranAlone(long nanos) {
        if (blocking > 0) { // else it was alone for another reason
            blocking = nanos >= SHORT ? MEMORY : blocking - 1;
        }
    }

    /** An activation of one that computes is over. */
    void ranInTurn(long nanos) {
        if (nanos < TOLERABLE && computing > 0) {
            computing--;
        }
    }
}
