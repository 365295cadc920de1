package dev.redstart.load.bench;

import java.time.Duration;
import java.util.List;

/**
 * What a JVM of its own does. A record: it goes there as JSON, and what it returns comes back as JSON.
 *
 * <p>Not JMH, which has forks too but fits none of this: with JMH an operation is over when a method returns, and here it is over
 * when a message has been handled on another thread; what is to be counted is the CPU time of all threads of the JVM, not the
 * time of the thread that asks; latencies, backlogs and hogs are no rates at all; and what is printed for each contestant must
 * have been measured in the same way.
 *
 * @param <R> a record of figures
 */
interface Job<R> {
    R run() throws Exception;

    Class<R> resultType();

    /** When it takes longer, something hangs. */
    Duration limit();

    /** Options its JVM needs beside those of every fork; they overrule those. */
    default List<String> javaOptions() {
        return List.of();
    }
}
