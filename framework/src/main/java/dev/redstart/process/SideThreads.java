package dev.redstart.process;

import java.util.concurrent.ThreadPoolExecutor;

/**
 * Platform threads for closing what others have owned. A few of them, and one more for each that is known to hang, so that those who wait
 * for a thread do not wait for what may never end.
 *
 * <p>Threading: may be used by anybody; the size is guarded by this object.
 */
final class SideThreads implements Scheduler {
    private static final int SIZE = 16;

    private final ThreadPoolExecutor threads;
    private int hanging;

    SideThreads(String node) {
        threads = Scheduler.fewThreads("redstart-side-" + node + "-", SIZE);
    }

    @Override
    public void submit(Runnable closing) {
        StackRoom.reserve(StackRoom.TO_WAKE);
        threads.execute(closing);
    }

    /** One of those that run does not come to its end; or has come to it after all. */
    synchronized void oneHangs(boolean hangs) {
        if (hangs) {
            hanging++;
            threads.setMaximumPoolSize(SIZE + hanging);
            threads.setCorePoolSize(SIZE + hanging);
        } else {
            hanging--;
            threads.setCorePoolSize(SIZE + hanging);
            threads.setMaximumPoolSize(SIZE + hanging);
        }
    }
}
