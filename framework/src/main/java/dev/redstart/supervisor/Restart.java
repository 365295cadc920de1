package dev.redstart.supervisor;

import dev.redstart.process.ExitReason;

/** When a child that has ended is started again (OTP.md 1.11). */
public enum Restart {
    /** Always, also after a normal end. */
    PERMANENT,
    /** Only after an abnormal end. */
    TRANSIENT,
    /** Never; its spec is forgotten when it ends. */
    TEMPORARY;

    boolean after(ExitReason reason) {
        return switch (this) {
            case PERMANENT -> true;
            case TRANSIENT -> !reason.isExpected();
            case TEMPORARY -> false;
        };
    }
}
