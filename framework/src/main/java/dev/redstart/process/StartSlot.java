package dev.redstart.process;

/** Where the starter of a process waits for its {@code init}. */
final class StartSlot extends Slot {
    /** Outcomes beside {@link Slot.Ended}. */
    enum Outcome {
        STARTED, IGNORED
    }

    StartSlot(LocalPid target) {
        super(target);
    }
}
