package dev.redstart.process;

/**
 * Makes sure of some room on this thread's stack. What the JDK does to wake or start a thread takes locks and changes states on the way, and
 * a stack that ends in the midst of it leaves them so for everybody: no more threads would start. So it had better end before.
 *
 * <p>Pure.
 */
final class StackRoom {
    /** Each takes some 80 bytes when compiled, more when interpreted; waking a thread takes about 4 KB. */
    private static final int FRAMES = 100;

    private StackRoom() {}

    /**
     * Does nothing.
     *
     * @throws StackOverflowError if there is less room than waking a thread needs
     */
    static void reserve() {
        descend(FRAMES, 1, 2, 3, 4, 5);
    }

    /** What is added after the call has to be kept on the stack during it. */
    private static long descend(int left, long a, long b, long c, long d, long e) {
        return left == 0 ? a : descend(left - 1, b, c, d, e, a) + a + b + c + d + e;
    }
}
