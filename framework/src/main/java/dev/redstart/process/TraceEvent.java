package dev.redstart.process;

/** What a traced process did; see {@link Inspector#trace}. Messages and states are redacted. */
public sealed interface TraceEvent {
    /** The process. */
    Pid pid();

    /** It took {@code message} from its mailbox. */
    record Received(Pid pid, Object message) implements TraceEvent {}

    /** It took {@code signal} from its mailbox. */
    record Heard(Pid pid, Signal signal) implements TraceEvent {}

    /** It has another state. */
    record Changed(Pid pid, Object state) implements TraceEvent {}
}
