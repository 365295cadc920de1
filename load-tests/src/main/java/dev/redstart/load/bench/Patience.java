package dev.redstart.load.bench;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How long is waited for what should be the case soon. */
final class Patience {
    static final Duration LIMIT = Duration.ofSeconds(20);

    private Patience() {}

    /** Waits until it is so, looking every millisecond. {@return whether it is, at last} */
    static boolean until(BooleanSupplier so) throws InterruptedException {
        return until(so, LIMIT);
    }

    static boolean until(BooleanSupplier so, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(1);
        }
        return true;
    }
}
