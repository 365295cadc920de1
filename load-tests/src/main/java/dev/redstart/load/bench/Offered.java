package dev.redstart.load.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Load that comes whether or not what is there is done.
 *
 * @param processes that get a message in turn
 * @param blockMillis how long each sleeps for each message
 * @param perSecond messages in all
 */
record Offered(int processes, int blockMillis, int perSecond) {
    Offered {
        if (processes < 1 || blockMillis < 0 || perSecond < 1 || blocked(blockMillis, perSecond) > processes) {
            throw new IllegalArgumentException(
                    "%d processes cannot sleep %d ms for each of %d messages per second".formatted(processes,
                            blockMillis,
                            perSecond));
        }
    }

    /** So many processes are asleep at any time, if all goes well. */
    long blocked() {
        return blocked(blockMillis, perSecond);
    }

    private static long blocked(int blockMillis, int perSecond) {
        return (long) blockMillis * perSecond / 1_000;
    }

    /** For people. */
    String label() {
        return "%,d processes that block %d ms, %,d messages/s offered, %,d asleep at any time".formatted(processes,
                blockMillis, perSecond, blocked());
    }

    /** As it is written in options: {@code 10000:2:50000}. */
    static final class Converter implements ITypeConverter<Offered> {
        @Override
        public Offered convert(String text) {
            var parts = text.split(":", -1);
            if (parts.length != 3) {
                throw new TypeConversionException("must be PROCESSES:MILLIS:PER_SECOND, was " + text);
            }
            return new Offered(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        }
    }
}
