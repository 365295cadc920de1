package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Ends processes and waits for it: ask, wait, kill. Waits on a watch, so a child that unlinked itself cannot hang its parent. */
final class Stopping {
    /** A killed process is dead for everyone at once; this only bounds a defect of ours. */
    private static final Duration KILL_LIMIT = Duration.ofSeconds(60);

    private Stopping() {}

    static ExitReason stop(LocalProcess<?, ?> from, LocalProcess<?, ?> target, ExitReason reason, Duration timeout) {
        var slot = ask(from, target, timeout.isZero() ? ExitReason.KILL : reason);
        return slot == null ? ExitReason.NO_PROC : await(from, slot, saturatedNanos(timeout));
    }

    static void stopAll(LocalProcess<?, ?> from, List<Pid> targets, ExitReason reason, Duration timeout) {
        var slots = new ArrayList<Slot>(targets.size());
        for (var target : targets) {
            var slot = ask(from, (LocalProcess<?, ?>) target, timeout.isZero() ? ExitReason.KILL : reason);
            if (slot != null) {
                slots.add(slot);
            }
        }
        var started = System.nanoTime();
        var limit = saturatedNanos(timeout);
        for (var slot : slots) {
            await(from, slot, Math.max(0, limit - (System.nanoTime() - started)));
        }
    }

    private static @Nullable Slot ask(LocalProcess<?, ?> from, LocalProcess<?, ?> target, ExitReason reason) {
        var slot = new Slot(target);
        if (!target.attach(slot)) {
            return null;
        }
        target.exitFrom(from, reason);
        return slot;
    }

    private static ExitReason await(LocalProcess<?, ?> from, Slot slot, long nanos) {
        var outcome = slot.await(nanos);
        if (outcome == null) {
            slot.target.exitFrom(from, ExitReason.KILL);
            outcome = slot.await(KILL_LIMIT.toNanos());
        }
        return outcome instanceof Slot.Ended(var reason) ? reason : new ExitReason.Timeout("end of " + slot.target);
    }

    /** "Forever" is given as a duration longer than a long holds in nanoseconds. */
    private static long saturatedNanos(Duration timeout) {
        try {
            return timeout.toNanos();
        } catch (ArithmeticException _) {
            return Long.MAX_VALUE;
        }
    }
}
