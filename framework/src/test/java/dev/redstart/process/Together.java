package dev.redstart.process;

import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;

import static org.assertj.core.api.Assertions.assertThat;

/** Several threads that start at the same moment; what one of them throws fails the test. */
final class Together {
    /** What one of them does. */
    @FunctionalInterface
    interface Role {
        void run(int role) throws Exception;
    }

    private Together() {}

    static void run(int threads, Role body) throws InterruptedException {
        var barrier = new CyclicBarrier(threads);
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var all = new ArrayList<Thread>();
        for (int i = 0; i < threads; i++) {
            var role = i;
            all.add(Thread.ofPlatform().start(() -> {
                try {
                    barrier.await();
                    body.run(role);
                } catch (Throwable thrown) { // for the test's own thread to see
                    failures.add(thrown);
                }
            }));
        }
        for (var thread : all) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }
}
