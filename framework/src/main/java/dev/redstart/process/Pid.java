package dev.redstart.process;

/**
 * The identity of a process: node, creation of that node, serial number. A pid is never reused, so one that was kept for long can at worst
 * name a process that is dead (OTP.md 1.1).
 *
 * <p>A pid is safe to share between threads, to keep in collections and to compare; it says nothing about whether the process lives.
 */
@TrustedImmutable
public sealed interface Pid permits LocalPid {
    /** The name of the node the process lives on. */
    String nodeName();

    /** Tells the lives of a node apart: it differs at every start of the node. */
    long creation();

    /** The number of the process within one life of its node. */
    long serial();

    /** Whether the process has not ended yet. The answer may be old by the time it is read; a monitor is the way to wait for an end. */
    boolean isAlive();
}
