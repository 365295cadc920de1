package dev.redstart.stage;

import dev.redstart.process.ExitReason;

/** What a {@link java.util.concurrent.Flow.Subscriber} is told when the stage it takes from ends in a way that was not expected. */
public final class StageEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ExitReason reason;

    StageEnded(String stage, ExitReason reason) {
        super("the stage " + stage + " ended: " + reason);
        this.reason = reason;
    }

    /** Why it ended. */
    public ExitReason reason() {
        return reason;
    }
}
