package dev.redstart.process;

import java.time.Duration;
import java.util.Optional;

/**
 * A process as seen from outside, at one moment.
 *
 * @param pid its identity
 * @param label what it calls itself
 * @param behaviour the name of the class whose callbacks it runs; empty before its {@code init}
 * @param parent who started it
 * @param state what it is doing
 * @param mailboxLength messages waiting, without the one being handled
 * @param mailboxCapacity messages that may wait
 * @param trapsExits whether exit signals come as messages
 * @param uptime how long ago it was started; empty for processes of a {@link ProcessKind}, which do not keep count
 * @param inHandlers time spent in callbacks so far; empty for the same
 */
public record ProcessInfo(Pid pid, String label, String behaviour, Pid parent, ProcessState state, int mailboxLength,
        int mailboxCapacity, boolean trapsExits, Optional<Duration> uptime, Optional<Duration> inHandlers) {
    /** Whether a callback runs right now. */
    public boolean running() {
        return state == ProcessState.RUNNING || state == ProcessState.EXITING || state == ProcessState.STARTING;
    }
}
