package dev.redstart.process;

import java.util.List;
import java.util.Optional;

/**
 * A process as it sees itself; see {@link Inspector#status}.
 *
 * @param info what is known from outside
 * @param suspended whether it serves nothing but inspectors
 * @param state its state, redacted; empty if it is null
 * @param log the events kept, oldest first
 */
public record ProcessStatus(ProcessInfo info, boolean suspended, Optional<Object> state, List<TraceEvent> log) {
    public ProcessStatus {
        log = List.copyOf(log);
    }
}
