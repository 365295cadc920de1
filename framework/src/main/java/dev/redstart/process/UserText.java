package dev.redstart.process;

import java.util.function.Supplier;

/** Text that user code makes. A report about one failure must not fail of the next. */
final class UserText {
    private UserText() {}

    static String of(Supplier<String> made) {
        try {
            return made.get();
        } catch (Throwable thrown) { // toString and getMessage may be overridden by anybody, and throw anything
            return "(its text threw " + thrown.getClass().getName() + ")";
        }
    }
}
