package dev.redstart.process;

/** What a process hears besides its own messages; see {@link GenServer#signal}. */
public sealed interface Signal {
    /** A monitored process ended, or did not exist ({@link ExitReason.NoProc}). */
    record Down(MonitorRef ref, Pid pid, ExitReason reason) implements Signal {}

    /** The process that held a monitored name on {@code node} ended, or nobody held it ({@link ExitReason.NoProc}). */
    record NameDown(MonitorRef ref, Name<?> name, String node, ExitReason reason) implements Signal {}

    /** A linked process ended, or somebody sent an exit signal; only heard by a process that traps exits. */
    record Exit(Pid from, ExitReason reason) implements Signal {}

    /** The timer {@code ref} of {@link ProcessContext#startTimer} fired. It may have been cancelled since: compare the ref. */
    record TimerFired(TimerRef ref, Object term) implements Signal {}

    /** Nothing arrived for the time asked for with {@link Next#idleAfter}. */
    record Idle() implements Signal {}
}
