package dev.redstart.load.bench;

import java.util.Locale;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whom we measure. */
enum Contestant {
    REDSTART("Redstart"), PEKKO("Pekko typed"), FRESH_THREADS("fresh threads");

    /** For people. */
    final String label;

    Contestant(String label) {
        this.label = label;
    }

    /** A new system, with the settings its users get unless they change them. */
    Actors<?> open() {
        return switch (this) {
            case REDSTART -> new RedstartActors();
            case PEKKO -> new PekkoActors();
            case FRESH_THREADS -> new FreshThreadActors();
        };
    }

    /** As it is written in options: {@code fresh-threads}. */
    static final class Converter implements ITypeConverter<Contestant> {
        @Override
        public Contestant convert(String text) {
            try {
                return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
            } catch (IllegalArgumentException _) {
                throw new TypeConversionException("must be redstart, pekko or fresh-threads, was " + text);
            }
        }
    }
}
