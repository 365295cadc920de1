package dev.redstart.process;

/** What travels through a mailbox beside the user's messages; in the same queue, so in the order it was sent. */
sealed interface SystemMessage {
    /** Runs {@code init}. Always the first message of a process that is started by a spec. */
    record Start(StartSlot starter, ProcessSpec<?, ?> spec) implements SystemMessage {}

    /** Something an {@link Inspector} wants; {@code from} gets the answer, or a {@link SystemRequest.Refused}. */
    record Request(SystemRequest request, ReplyTo<Object> from) implements SystemMessage {}

    record Exit(LocalPid from, ExitReason reason) implements SystemMessage {}

    record Down(ProcessMonitor monitor, ExitReason reason) implements SystemMessage {}

    record TimerFired(TimerRef timer, Object term) implements SystemMessage {}

    /** The idle timer fired; stale unless {@code generation} is the process's present one. */
    record Idle(int generation) implements SystemMessage {}
}
