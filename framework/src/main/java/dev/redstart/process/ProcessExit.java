package dev.redstart.process;

/**
 * Unwinds a thread whose process has ended while it still ran. An {@code Error}, so that {@code catch (Exception)} in user code does not
 * swallow it; it is thrown again at the next operation if somebody does.
 */
final class ProcessExit extends Error {
    private static final long serialVersionUID = 1L;

    ProcessExit(LocalPid process) {
        super(process + " has ended", null, false, false);
    }
}
