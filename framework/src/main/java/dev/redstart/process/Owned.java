package dev.redstart.process;

import org.jspecify.annotations.Nullable;

/** Something a process owns, and what it owned before. Guarded by the process's {@link Extension}. */
final class Owned {
    final AutoCloseable resource;
    @Nullable
    Owned older;

    Owned(AutoCloseable resource, @Nullable Owned older) {
        this.resource = resource;
        this.older = older;
    }
}
