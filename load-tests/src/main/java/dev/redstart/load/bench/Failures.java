package dev.redstart.load.bench;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Counts what went wrong and keeps the first, for people. Any thread. */
final class Failures {
    private final LongAdder count = new LongAdder();
    private final AtomicReference<String> first = new AtomicReference<>("");

    void note(String what) {
        count.increment();
        first.compareAndSet("", what);
    }

    long count() {
        return count.sum();
    }

    /** Empty if there was none. */
    String first() {
        return first.get();
    }
}
