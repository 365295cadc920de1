package dev.redstart.supervisor;

import dev.redstart.process.TimerRef;
import org.jspecify.annotations.Nullable;

/**
 * What a child waits for before it is started again; a child and the siblings it took down with it share one.
 *
 * @param generation tells it apart from all others of its supervisor, so that the message of a cancelled one is recognised
 * @param cause the child that ended, or did not start
 * @param timer sends the message; without one the message is in the supervisor's mailbox already
 * @param shown what others see of it
 */
record RestartWait(long generation, Child cause, @Nullable TimerRef timer, ChildInfo.Waiting shown) {
    /** Whether time has to pass. One without a delay only lets other requests in between, and counts against the intensity. */
    boolean isDelayed() {
        return timer != null;
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
