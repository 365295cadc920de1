package dev.redstart.process;

/** What a process is doing (OTP.md 1.1). */
public enum ProcessState {
    /** Its {@code init} is not done. */
    STARTING,
    /** A callback runs, or is about to. */
    RUNNING,
    /** Nothing to do. */
    WAITING,
    /** Serves inspectors only; see {@link Inspector#suspend}. */
    SUSPENDED,
    /** Has ended for everybody else, but its last callback has not returned. */
    EXITING,
    /** Has ended. */
    DEAD
}
