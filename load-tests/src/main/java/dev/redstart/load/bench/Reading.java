package dev.redstart.load.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.management.OperatingSystemMXBean;

/**
 * Clocks at one moment.
 *
 * @param nanos time
 * @param cpuNanos user and system time this JVM has used, collector and compiler included
 * @param machineNanos the same for the whole machine, other guests on its host included; exact to 10 ms per core
 */
record Reading(long nanos, long cpuNanos, long machineNanos) {
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory
            .getPlatformMXBean(OperatingSystemMXBean.class);
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int IDLE = 3;
    private static final int WAITS_FOR_IO = 4;
    private static final int STOLEN = 7;

    /**
     * What was used between two readings.
     *
     * @param othersCores cores that others had, on average: with more than a little, figures are noise
     */
    record Used(double seconds, double cpuSeconds, double othersCores) {
        double cores() {
            return cpuSeconds / seconds;
        }
    }

    static Reading now() {
        try {
            var machine = machineNanos(Files.readString(Path.of("/proc/stat")));
            return new Reading(System.nanoTime(), SYSTEM.getProcessCpuTime(), machine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The load average of the last minute, in which we are counted, too. */
    static double loadAverage() {
        return SYSTEM.getSystemLoadAverage();
    }

    Used until(Reading later) {
        double seconds = (later.nanos - nanos) / 1e9;
        double cpuSeconds = (later.cpuNanos - cpuNanos) / 1e9;
        double machineSeconds = (later.machineNanos - machineNanos) / 1e9;
        return new Used(seconds, cpuSeconds, Math.max(0, machineSeconds - cpuSeconds) / seconds);
    }

    /** From the text of {@code /proc/stat} (proc(5)): its first line is ticks by what they were spent on, over all cores. */
    static long machineNanos(String stat) {
        var fields = stat.lines().findFirst().orElse("").split(" +", -1);
        if (!fields[0].equals("cpu") || fields.length <= STOLEN + 1) {
            throw new IllegalArgumentException("/proc/stat must begin with 'cpu' and at least 8 numbers, was: " + stat);
        }
        long ticks = 0;
        for (int spentOn = 0; spentOn <= STOLEN; spentOn++) { // what follows is in these already
            if (spentOn != IDLE && spentOn != WAITS_FOR_IO) {
                ticks += Long.parseLong(fields[spentOn + 1]);
            }
        }
        return ticks * NANOS_PER_TICK;
    }
}
