package dev.redstart.endpoint.token;

/** Why a token is not believed (PROTOCOL.md 22). */
public enum Refusal {
    /** There is none. */
    MISSING,
    /** It was not made with one of the keys, was changed, or was made in the future. */
    INVALID,
    /** It is too old. */
    EXPIRED
}
