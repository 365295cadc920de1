package dev.redstart.load.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * What one gets from the JDK alone: a queue, and a fresh virtual thread whenever it has something in it; the JDK runs those in
 * its ForkJoinPool. An idle process is compared with what Java programs have in its place, a virtual thread that waits.
 */
final class FreshThreadActors implements Actors<FreshThreadActors.Queue> {
    /** Messages handled before others get a turn. */
    private static final int BUDGET = 64;

    private final Failures failures = new Failures();

    /** A process. The queue is anybody's, the rest belongs to the thread that runs, of which {@code awake} allows one. */
    final class Queue implements Runnable {
        private final ConcurrentLinkedQueue<Object> messages = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean awake = new AtomicBoolean();
        private final Handler handler;

        private Queue(Handler handler) {
            this.handler = handler;
        }

        private void add(Object message) {
            messages.add(message);
            wake();
        }

        private void wake() {
            if (!awake.get() && awake.compareAndSet(false, true)) {
                Thread.startVirtualThread(this);
            }
        }

        @Override
        public void run() {
            for (int i = 0; i < BUDGET; i++) {
                var message = messages.poll();
                if (message == null) {
                    sleep();
                    return;
                }
                if (!handle(message)) {
                    return; // stays awake, so that nobody wakes it
                }
            }
            Thread.startVirtualThread(this);
        }

        private void sleep() {
            awake.set(false);
            if (!messages.isEmpty()) { // it came between the last look and this
                wake();
            }
        }

        private boolean handle(Object message) {
            try {
                return handler.handle(message);
            } catch (Exception e) {
                failures.note(e.toString());
                return false;
            }
        }
    }

    @Override
    public Queue spawn(Handler handler) {
        return new Queue(handler);
    }

    @Override
    public void tell(Queue to, Object message) {
        to.add(message);
    }

    @Override
    @SuppressWarnings("unchecked") // call sends nothing else
    public Queue echo() {
        return spawn(message -> {
            ((CompletableFuture<Object>) message).complete(this);
            return true;
        });
    }

    @Override
    public void call(Queue echo) throws Exception {
        var answer = new CompletableFuture<Object>();
        tell(echo, answer);
        answer.get();
    }

    @Override
    public Queue spawner(Handler child) {
        return spawn(message -> {
            var batch = (Batch) message;
            for (int i = 1; i < batch.size(); i++) {
                tell(spawn(child), batch.each());
            }
            tell(spawn(child), batch.last());
            return true;
        });
    }

    @Override
    public Object idle(int count) throws InterruptedException {
        var handled = new CountDownLatch(count);
        var threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] = Thread.startVirtualThread(() -> {
                handled.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                    LockSupport.park();
                }
            });
        }
        handled.await();
        return threads;
    }

    @Override
    public Failures failures() {
        return failures;
    }

    /** Nothing to do: threads that wait for nothing keep no JVM alive. */
    @Override
    public void close() {}
}
