package dev.redstart.process;

/**
 * A process as seen from outside, at one moment.
 *
 * @param pid its identity
 * @param label what it calls itself
 * @param parent who started it
 * @param mailboxLength messages waiting, without the one being handled
 * @param running whether a callback runs right now
 */
public record ProcessInfo(Pid pid, String label, Pid parent, int mailboxLength, boolean running) {}
