package dev.redstart.example.chat;

/** What the database answered. A database that is down is an answer too: the chat goes on without its history. */
sealed interface StoreResult<T> {
    /** It was done, and committed. */
    record Done<T>(T value) implements StoreResult<T> {}

    /** It could not be done. */
    record Unavailable<T>(String reason) implements StoreResult<T> {}

    /** The value, or {@code otherwise} when the database is down. */
    default T orElse(T otherwise) {
        return switch (this) {
            case Done<T>(var value) -> value;
            case Unavailable<T> _ -> otherwise;
        };
    }

    default boolean isDone() {
        return this instanceof Done<T>;
    }
}
