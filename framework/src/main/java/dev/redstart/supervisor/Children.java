package dev.redstart.supervisor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

import dev.redstart.process.ExitReason;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.StartException;
import dev.redstart.supervisor.RestartSeries.Decision;
import org.jspecify.annotations.Nullable;

/**
 * What both kinds of supervisor do with one child: start it, stop it, decide about its restart, tell about it. Owned by one supervisor's
 * process. Here are the clock and the chance that the arithmetic is given.
 */
final class Children {
    /** A callback that runs for so long after the end of its process has not heard of the interrupt. */
    private static final Duration UNHEARD = Duration.ofSeconds(2);
    private static final ExitReason HINDERED = new ExitReason.Custom("a callback of its former process still runs");
    private static final RandomGenerator CHANCE = () -> ThreadLocalRandom.current().nextLong();

    private final String supervisor;
    private final Intensity intensity;
    private final Backoff backoff;
    private final RestartWindow window;
    private final ProcessContext<SupervisorRequest> context;
    private long generations;

    Children(String supervisor, Intensity intensity, Backoff backoff, ProcessContext<SupervisorRequest> context) {
        this.supervisor = supervisor;
        this.intensity = intensity;
        this.backoff = backoff;
        this.window = new RestartWindow(intensity);
        this.context = context;
        context.telemetry().counter(SupervisorEvent.RESTARTS); // shows as 0 before the first
    }

    Child child(ChildSpec spec) {
        spec.doubts().forEach(why -> tell(new SupervisorEvent.SpecQuestionable(supervisor, spec.id(), why)));
        return new Child(spec, backoff);
    }

    // ---- start and stop -----------------------------------------------------------------------------------------------------------

    /**
     * Starts it; it then runs, or has no process by its own wish.
     *
     * @return why it did not start, or null if it did
     */
    @Nullable
    ExitReason start(Child child) {
        if (!awaitFormer(child)) {
            return HINDERED;
        }
        try {
            child.process = startLink(child.spec).orElse(null);
            child.former = null;
            child.series.started(context.node().nanoTime());
            started(child);
            return null;
        } catch (StartException e) {
            e.process().ifPresent(process -> child.former = process);
            tell(new SupervisorEvent.StartFailed(supervisor, child.spec.id(), e.reason()));
            return e.reason();
        }
    }

    /** @return false if the child must not be started beside what still runs of its former process */
    private boolean awaitFormer(Child child) {
        var former = child.former;
        if (former == null) {
            return true;
        }
        return switch (child.spec.zombies()) {
            case Zombies.Replace() -> true;
            case Zombies.Await(var max) -> {
                context.node().awaitReturn(former, max);
                yield true;
            }
            case Zombies.Escalate() -> context.node().awaitReturn(former, UNHEARD);
        };
    }

    private Optional<? extends ProcessRef<?>> startLink(ChildSpec spec) {
        return context.startLink(spec.process());
    }

    /** Stops it if it runs. */
    void stop(Child child) {
        var pid = child.pid();
        if (pid != null) {
            stopped(child.spec, context.stop(pid, ExitReason.SHUTDOWN, child.spec.shutdown().budget()));
            child.ended();
        }
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

    // ---- restarts -----------------------------------------------------------------------------------------------------------------

    /** What is to be done about a child that has ended and is to be restarted. */
    Decision decide(Child child, ExitReason reason) {
        return reason.isExpected() ? child.series.endedInGoodOrder() : decide(child);
    }

    /** What is to be done about a child that did not start and is to be restarted. */
    Decision decide(Child child) {
        return child.series.ended(context.node().nanoTime(), CHANCE);
    }

    /** Records a restart that is made at once. */
    boolean mayRestart(Child child) {
        if (window.record(context.node().nanoTime())) {
            return true;
        }
        gaveUp(child, "it would be restarted more than " + intensity.max() + " times within " + intensity.period());
        return false;
    }

    /** Whether {@code failure} of a start means that the supervisor has to give up; tells so. */
    boolean isHindered(Child child, ExitReason failure) {
        if (!failure.equals(HINDERED)) {
            return false;
        }
        gaveUp(child, "a callback of its former process still runs " + UNHEARD + " after its end");
        return true;
    }

    void endedTooOften(Child child) {
        var limit = child.series.backoff();
        gaveUp(child, "it ended more than " + limit.giveUpAfter() + " times without staying up for "
                + limit.resetAfter());
    }

    private void gaveUp(Child child, String why) {
        tell(new SupervisorEvent.GaveUp(supervisor, child.spec.id(), why));
    }

    /** A wait for the next turn of the mailbox, so that other requests get in between. */
    RestartWait nextTurn(Child child) {
        var generation = ++generations;
        context.self().tell(new SupervisorRequest.RetryRestart(generation));
        return new RestartWait(generation, child, null, shown(child, Duration.ZERO));
    }

    /** A wait for {@code delay} to pass. */
    RestartWait delayed(Child child, Duration delay) {
        var generation = ++generations;
        tell(new SupervisorEvent.RestartDelayed(supervisor, child.spec.id(), child.series.attempt(), delay));
        var timer = context.sendAfter(delay, new SupervisorRequest.RetryRestart(generation));
        return new RestartWait(generation, child, timer, shown(child, delay));
    }

    private ChildInfo.Waiting shown(Child child, Duration delay) {
        var now = context.node().instant();
        return new ChildInfo.Waiting(now, now.plus(delay), child.series.attempt());
    }

    // ---- events -------------------------------------------------------------------------------------------------------------------

    void terminated(String child, Pid pid, ExitReason reason) {
        tell(new SupervisorEvent.ChildTerminated(supervisor, child, pid, reason));
    }

    private void started(Child child) {
        var pid = child.pid();
        if (pid != null) {
            tell(new SupervisorEvent.ChildStarted(supervisor, child.spec.id(), pid));
        }
    }

    /** It was started again; says nothing if it has no process by its own wish. */
    void restarted(Child child) {
        child.restarts++;
        var pid = child.pid();
        if (pid != null) {
            tell(new SupervisorEvent.ChildRestarted(supervisor, child.spec.id(), pid));
        }
    }

    void autoShutdown(Child child) {
        tell(new SupervisorEvent.AutoShutDown(supervisor, child.spec.id()));
    }

    private void tell(SupervisorEvent event) {
        context.telemetry().emit(event);
    }
}
