package dev.redstart.process;

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
}
