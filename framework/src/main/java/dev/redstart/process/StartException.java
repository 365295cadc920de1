package dev.redstart.process;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A process could not be started. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ExitReason reason;
    private final transient @Nullable Pid process;

    /** @param process what did not start, if there was one already */
    StartException(String what, ExitReason reason, @Nullable Pid process) {
        super(what + " did not start: " + reason);
        this.reason = reason;
        this.process = process;
    }

    /** Why. {@link AlreadyStarted} names the process that has the name or key already. */
    public ExitReason reason() {
        return reason;
    }

    /**
     * The process that had begun to start. It has ended, but its {@code init} may still run, if that took too long and minds no interrupt.
     */
    public Optional<Pid> process() {
        return Optional.ofNullable(process);
    }

    /** The term of a {@link ExitReason.Custom} that says the name or key is taken, and by whom. */
    public record AlreadyStarted(Pid pid) {}
}
