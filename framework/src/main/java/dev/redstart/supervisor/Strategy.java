package dev.redstart.supervisor;

/** Which children are started again when one has ended (OTP.md 1.11). */
public enum Strategy {
    /** The one. */
    ONE_FOR_ONE,
    /** All of them: the others are stopped in reverse order, then all start in order. */
    ONE_FOR_ALL,
    /** The one and those started after it. */
    REST_FOR_ONE
}
