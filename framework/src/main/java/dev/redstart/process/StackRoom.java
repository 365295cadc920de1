package dev.redstart.process;

/**
 * Makes sure of some room on this thread's stack. What is done to wake or start a thread takes locks and changes states on the way, here and
 * in the JDK, and a stack that ends in the midst of it leaves them so for everybody. So it had better end before.
 *
 * <p>Pure.
 */
final class StackRoom {
    /** Frames of some 100 bytes each: compiled, waking or starting a thread takes 1 to 2 KB. Each costs about 8 ns, so no more than needed. */
    static final int TO_WAKE = 40;
    /** Putting something into a queue takes a frame or two. */
    static final int TO_QUEUE = 3;

    private StackRoom() {}

    /**
     * Does nothing.
     *
     * @throws StackOverflowError if there is no room for so many frames
     */
    static void reserve(int frames) {
        descend(frames, 1, 2, 3, 4, 5);
    }

    /** What is added after the call has to be kept on the stack during it. */
    private static long descend(int left, long a, long b, long c, long d, long e) {
        return left == 0 ? a : descend(left - 1, b, c, d, e, a) + a + b + c + d + e;
    }
}
