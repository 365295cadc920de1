package dev.redstart.process;

import java.time.Duration;
import java.util.Arrays;

/**
 * Looks after a process that was ended while its handler ran: interrupts it again, because some code clears the flag, and reports it as a
 * zombie if it still runs after {@link #ZOMBIE_AFTER} (OTP.md 3.5). Runs on the timer thread.
 */
final class ZombieWatch implements Runnable {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration INTERRUPTED_FOR = Duration.ofSeconds(1);
    private static final Duration ZOMBIE_AFTER = Duration.ofSeconds(2);

    private final LocalPid process;
    private Duration elapsed = Duration.ZERO;

    private ZombieWatch(LocalPid process) {
        this.process = process;
    }

    static void start(LocalPid process) {
        new ZombieWatch(process).again();
    }

    private void again() {
        process.node().timers().schedule(INTERVAL, null, this);
    }

    @Override
    public void run() {
        elapsed = elapsed.plus(INTERVAL);
        var thread = process.runner;
        if (thread == null) {
            return;
        }
        if (elapsed.compareTo(ZOMBIE_AFTER) >= 0) {
            report(thread);
            return;
        }
        if (elapsed.compareTo(INTERRUPTED_FOR) <= 0) {
            process.interruptRunner();
        }
        again();
    }

    private void report(Thread thread) {
        process.becomeZombie();
        var stack = Arrays.stream(thread.getStackTrace()).map(StackTraceElement::toString).toList();
        process.node().telemetry().emit(new ZombieFound(process, process.label(), elapsed, stack));
    }
}
