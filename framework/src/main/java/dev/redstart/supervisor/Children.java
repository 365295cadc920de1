package dev.redstart.supervisor;

import java.util.Optional;

import dev.redstart.process.ExitReason;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.StartException;
import org.jspecify.annotations.Nullable;

/** What both kinds of supervisor do with one child: start it, stop it, tell about it. Owned by one supervisor's process. */
final class Children {
    /** How a start went: a process, none by its own wish, or a reason. */
    record StartResult(@Nullable ProcessRef<?> child, @Nullable ExitReason failure) {}

    private final String supervisor;
    private final ProcessContext<SupervisorRequest> context;

    Children(String supervisor, ProcessContext<SupervisorRequest> context) {
        this.supervisor = supervisor;
        this.context = context;
        context.telemetry().counter(SupervisorEvent.RESTARTS); // shows as 0 before the first
    }

    StartResult start(ChildSpec spec) {
        try {
            return new StartResult(startLink(spec).orElse(null), null);
        } catch (StartException e) {
            tell(new SupervisorEvent.StartFailed(supervisor, spec.id(), e.reason()));
            return new StartResult(null, e.reason());
        }
    }

    private Optional<? extends ProcessRef<?>> startLink(ChildSpec spec) {
        return context.startLink(spec.process());
    }

    void stop(ChildSpec spec, Pid pid) {
        stopped(spec, context.stop(pid, ExitReason.SHUTDOWN, spec.shutdown().budget()));
    }

    /** A child that was asked to end has. */
    void stopped(ChildSpec spec, ExitReason reason) {
        var inGoodOrder = switch (reason) {
            case ExitReason.Shutdown _,ExitReason.NoProc _ -> true;
            case ExitReason.Normal _ -> spec.restart() != Restart.PERMANENT;
            case ExitReason.Killed _ -> spec.shutdown().budget().isZero();
            default -> false;
        };
        if (!inGoodOrder) {
            tell(new SupervisorEvent.ShutdownFailed(supervisor, spec.id(), reason));
        }
    }

    void terminated(String child, Pid pid, ExitReason reason) {
        tell(new SupervisorEvent.ChildTerminated(supervisor, child, pid, reason));
    }

    void restarted(String child, Pid pid) {
        tell(new SupervisorEvent.ChildRestarted(supervisor, child, pid));
    }

    void gaveUp(String child, Intensity intensity) {
        tell(new SupervisorEvent.GaveUp(supervisor, child, intensity));
    }

    private void tell(SupervisorEvent event) {
        context.telemetry().emit(event);
    }
}
