package dev.redstart.process;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Ends processes and waits for it: ask, wait, kill. Waits on a watch, so a child that unlinked itself cannot hang its parent. */
final class Stopping {
    /** A killed process is dead for everyone at once; this only bounds a defect of ours. */
    static final Duration KILL_LIMIT = Duration.ofSeconds(60);

    private Stopping() {}

    static ExitReason stop(LocalPid from, LocalPid target, ExitReason reason, Duration timeout) {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(timeout, "timeout");
        checkMayWaitFor(target);
        var slot = ask(from, target, reason, timeout);
        return slot == null ? ExitReason.NO_PROC : await(from, slot, Slot.nanos(timeout));
    }

    /** Asks all, then waits for all; those with the smallest budget first, so that each is killed when its own is used up. */
    static Map<Pid, ExitReason> stopAll(LocalPid from, Map<Pid, Duration> budgets, ExitReason reason) {
        Objects.requireNonNull(reason, "reason");
        budgets.values().forEach(budget -> Objects.requireNonNull(budget, "budget"));
        budgets.keySet().forEach(target -> checkMayWaitFor(from.node().local(target)));
        var timers = from.node().timers();
        var started = timers.nanoTime();
        var slots = new HashMap<Pid, Slot>();
        var reasons = new HashMap<Pid, ExitReason>();
        budgets.forEach((target, budget) -> {
            var slot = ask(from, from.node().local(target), reason, budget);
            if (slot == null) {
                reasons.put(target, ExitReason.NO_PROC);
            } else {
                slots.put(target, slot);
            }
        });
        slots.entrySet().stream()
                .sorted(Comparator.comparing(entry -> budgets.getOrDefault(entry.getKey(), Duration.ZERO)))
                .forEachOrdered(entry -> {
                    var budget = Slot.nanos(budgets.getOrDefault(entry.getKey(), Duration.ZERO));
                    var left = Math.max(0, budget - (timers.nanoTime() - started));
                    reasons.put(entry.getKey(), await(from, entry.getValue(), left));
                });
        return reasons;
    }

    private static void checkMayWaitFor(LocalPid target) {
        var waiter = Activation.process();
        if (waiter != null) {
            target.checkDoesNotWaitFor(waiter);
        }
    }

    private static @Nullable Slot ask(LocalPid from, LocalPid target, ExitReason reason, Duration budget) {
        var slot = new Slot(target);
        if (!target.attach(slot)) {
            return null;
        }
        target.exitSignal(from, budget.isZero() ? ExitReason.KILL : reason);
        return slot;
    }

    private static ExitReason await(LocalPid from, Slot slot, long nanos) {
        try {
            var outcome = slot.await(nanos);
            if (outcome == null) {
                slot.target.exitSignal(from, ExitReason.KILL);
                outcome = slot.await(KILL_LIMIT.toNanos());
            }
            return outcome instanceof Slot.Ended(var reason) ? reason : new ExitReason.Timeout("end of " + slot.target);
        } finally {
            slot.target.detach(slot);
        }
    }
}
