package dev.redstart.process;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** Runs processes that have mail. Asked once for every change from idle to having mail. */
@FunctionalInterface
interface Scheduler {
    /** Arranges for {@code process.run()} to be called soon, by one thread, off this one. */
    void submit(Runnable process);

    /** Like {@link #submit}, for one that has just had its turn: all who wait come first. */
    default void requeue(Runnable process) {
        submit(process);
    }

    /** What is run for a process, with something before or after it. */
    interface Wrapped extends Runnable {
        Runnable process();
    }

    /** The process that {@code activity} runs, if it is one's. */
    static @Nullable LocalProcess<?, ?> processOf(@Nullable Runnable activity) {
        return switch (activity) {
            case LocalProcess<?, ?> process -> process;
            case Wrapped wrapped -> processOf(wrapped.process());
            case null, default -> null;
        };
    }

    /** The worker threads all nodes of this JVM share. */
    static Scheduler workers() {
        return WorkerScheduler.SHARED;
    }

    /** Platform threads, as many as there are activations at once. */
    static Scheduler platformThreads(String node) {
        var threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("redstart-platform-" + node + "-", 0)
                        .inheritInheritableThreadLocals(false).factory());
        return throughStackRoom(threads);
    }

    private static Scheduler throughStackRoom(Executor threads) {
        return process -> {
            StackRoom.reserve(StackRoom.TO_WAKE);
            threads.execute(process);
        };
    }

    /** Platform threads for what computes: one fewer than cores, so that all else has one, too; at least one. Who comes late waits. */
    static Scheduler cpuThreads(String node) {
        return throughStackRoom(
                fewThreads("redstart-cpu-" + node + "-", Math.max(1, Runtime.getRuntime().availableProcessors() - 1)));
    }

    /** Daemon threads that end when they are not needed. */
    static ThreadPoolExecutor fewThreads(String name, int size) {
        var threads = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name, 0)
                        .inheritInheritableThreadLocals(false).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
