package dev.redstart.process;

/** A process could not be started. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ExitReason reason;

    StartException(String what, ExitReason reason) {
        super(what + " did not start: " + reason);
        this.reason = reason;
    }

    /** Why. {@link AlreadyStarted} names the process that has the name or key already. */
    public ExitReason reason() {
        return reason;
    }

    /** The term of a {@link ExitReason.Custom} that says the name or key is taken, and by whom. */
    public record AlreadyStarted(Pid pid) {}
}
