package dev.redstart.load.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Processes that compute and never wait for anything.
 *
 * @param millis how long each does for a message, after which it sends itself the next one; 0: it never returns
 */
record Hogs(int count, int millis) {
    Hogs {
        if (count < 1 || millis < 0) {
            throw new IllegalArgumentException(
                    "hogs must be >= 1 and compute for >= 0 ms, were " + count + " and " + millis);
        }
    }

    /** For people. */
    String label() {
        return millis == 0
                ? "%d processes that never return".formatted(count)
                : "%d processes that compute %d ms again and again".formatted(count, millis);
    }

    /** As it is written in options: {@code 8}, or {@code 40:5}. */
    static final class Converter implements ITypeConverter<Hogs> {
        @Override
        public Hogs convert(String text) {
            var parts = text.split(":", -1);
            if (parts.length > 2) {
                throw new TypeConversionException("must be COUNT or COUNT:MILLIS, was " + text);
            }
            return new Hogs(Integer.parseInt(parts[0]), parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
        }
    }
}
