package dev.redstart.process;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs processes that have mail. Asked once for every change from idle to having mail. */
@FunctionalInterface
interface Scheduler {
    /** Arranges for {@code process.run()} to be called soon, by one thread, off this one. */
    void submit(Runnable process);

    /** A virtual thread for every activation: simple, and blocking in a handler costs nobody else anything. */
    static Scheduler freshThreads() {
        var threads = Thread.ofVirtual().name("redstart-process-", 0).inheritInheritableThreadLocals(false);
        return threads::start;
    }

    /** Platform threads, as many as there are activations at once. */
    static Scheduler platformThreads(String node) {
        var threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("redstart-platform-" + node + "-", 0)
                        .inheritInheritableThreadLocals(false).factory());
        return threads::execute;
    }

    /** Platform threads for what computes: one fewer than cores, so that all else has one, too; at least one. Who comes late waits. */
    static Scheduler cpuThreads(String node) {
        return fewThreads("redstart-cpu-" + node + "-", Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    }

    /** Platform threads for closing what others have owned. Some may hang in it; who comes late waits. */
    static Scheduler sideThreads(String node) {
        return fewThreads("redstart-side-" + node + "-", 16);
    }

    private static Scheduler fewThreads(String name, int size) {
        var threads = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name, 0)
                        .inheritInheritableThreadLocals(false).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads::execute;
    }
}
