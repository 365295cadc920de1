package dev.redstart.supervisor;

import java.util.Locale;
import java.util.Optional;

import dev.redstart.process.Pid;
import dev.redstart.process.ProcessRef;
import org.jspecify.annotations.Nullable;

/**
 * One child of a supervisor.
 *
 * <pre>
 *   stopped ── start ──▶ running ── end ──▶ restarting (has a wait) ── start ──▶ running
 *      ▲                    │                  │
 *      └────── stop ────────┴──────────────────┘
 * </pre>
 *
 * <p>Threading: belongs to the supervisor's process.
 */
final class Child {
    final ChildSpec spec;
    final RestartSeries series;
    @Nullable
    ProcessRef<?> process;
    /** The process before, until a new one is started. */
    @Nullable
    Pid former;
    @Nullable
    RestartWait wait;
    /** How often it was started again. */
    long restarts;

    Child(ChildSpec spec, Backoff inherited) {
        this.spec = spec;
        this.series = new RestartSeries(spec.backoff().orElse(inherited));
    }

    @Nullable
    Pid pid() {
        return process == null ? null : process.pid();
    }

    /** Its process has ended. */
    void ended() {
        former = pid();
        process = null;
    }

    boolean isTemporary() {
        return spec.restart() == Restart.TEMPORARY;
    }

    ChildInfo.State state() {
        if (process != null) {
            return ChildInfo.State.RUNNING;
        }
        return wait == null ? ChildInfo.State.STOPPED : ChildInfo.State.RESTARTING;
    }

    ChildInfo info() {
        return new ChildInfo(spec.id(), Optional.ofNullable(pid()), state(), spec.type(), restarts,
                Optional.ofNullable(wait).map(RestartWait::shown));
    }

    /** What it is, for a message. */
    String describe() {
        return state().name().toLowerCase(Locale.ROOT);
    }
}
