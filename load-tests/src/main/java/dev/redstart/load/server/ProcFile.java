package dev.redstart.load.server;

import java.time.Duration;

/** Reads what Linux tells about a process in the text files of {@code /proc/PID} (see proc(5)). No state, any thread. */
final class ProcFile {
    /** Clock ticks per second in {@code /proc}: USER_HZ, a constant of the kernel's interface on every machine a JDK runs on. */
    private static final long TICKS_PER_SECOND = 100;

    private ProcFile() {}

    /** User plus system time of a process, from the text of {@code /proc/PID/stat}; exact to 10 ms. */
    static Duration cpuTime(String stat) {
        // the second field is the command in parentheses and may itself hold blanks and parentheses
        int afterCommand = stat.lastIndexOf(')');
        var fields = afterCommand < 0 ? new String[0] : stat.substring(afterCommand + 1).strip().split(" +", -1);
        if (fields.length < 13) {
            throw new IllegalArgumentException(
                    "/proc/PID/stat must have fields 14 and 15 (utime, stime), was: " + stat);
        }
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    /** Resident memory in bytes: the line {@code VmRSS:  12345 kB} of {@code /proc/PID/status}. */
    static long residentBytes(String status) {
        return status.lines().filter(line -> line.startsWith("VmRSS:")).findFirst()
                .map(line -> line.substring("VmRSS:".length()).strip())
                .filter(value -> value.endsWith(" kB"))
                .map(value -> Long.parseLong(value.substring(0, value.length() - 3)) * 1024)
                .orElseThrow(() -> new IllegalArgumentException(
                        "/proc/PID/status must have a line 'VmRSS: N kB' (a process that has ended has none), was: "
                                + status));
    }

    /**
     * Calls of write(2) and its kind, from the text of {@code /proc/PID/io}: those to sockets, but also those that wake a selector or fill a
     * log. send(2) and its kind are not among them.
     */
    static long writeCalls(String io) {
        return io.lines().filter(line -> line.startsWith("syscw:")).findFirst()
                .map(line -> Long.parseLong(line.substring("syscw:".length()).strip()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "/proc/PID/io must have a line 'syscw: N', was: " + io));
    }

    /** The words of {@code /proc/PID/cmdline}, joined by blanks. */
    static String commandLine(String cmdline) {
        return cmdline.replace('\0', ' ').strip();
    }
}
