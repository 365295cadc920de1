package dev.redstart.supervisor;

import java.util.Optional;

/**
 * Whether a supervisor stops when children that matter have ended (OTP.md 1.11). A {@link ChildSpec#significant} child counts when it ends
 * by itself for good: a transient one in good order, a temporary one in any way. One that its supervisor stops, on request or with a
 * sibling, does not.
 */
public enum AutoShutdown {
    /** It does not; a significant child is refused. */
    NEVER,
    /** It stops after the first of them. */
    ANY_SIGNIFICANT,
    /** It stops after the last of them: when none of the others runs or waits for a restart. */
    ALL_SIGNIFICANT;

    /** Why a supervisor with this setting cannot have that child, if it cannot. */
    Optional<String> refusal(ChildSpec child) {
        if (!child.isSignificant()) {
            return Optional.empty();
        }
        if (this == NEVER) {
            return Optional.of("child " + child.id() + " is significant, but its supervisor's autoShutdown is NEVER");
        }
        return child.restart() == Restart.PERMANENT
                ? Optional.of("child " + child.id() + " is significant, so its restart must be TRANSIENT or TEMPORARY,"
                        + " was PERMANENT")
                : Optional.empty();
    }
}
