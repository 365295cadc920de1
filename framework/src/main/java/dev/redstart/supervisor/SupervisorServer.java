package dev.redstart.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;
import dev.redstart.supervisor.RestartSeries.Decision;
import dev.redstart.supervisor.SupervisorRequest.Outcome;
import dev.redstart.supervisor.SupervisorRequest.StartOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A supervisor with an ordered list of children: one_for_one, one_for_all, rest_for_one (OTP.md 1.11).
 *
 * <p>A child that is restarted and the siblings its strategy takes with it are a group: it is stopped at once, in reverse order, and
 * started in order, now or when the wait of the child that caused it is over. Who is taken out of a waiting group by a request is not
 * started with it.
 *
 * <p>Threading: everything belongs to the supervisor's process. While it starts or stops a child it waits, and its mailbox with it.
 */
final class SupervisorServer implements GenServer<SupervisorServer.State, SupervisorRequest> {
    /** The child of a group that did not start; the rest of the group waits for it. */
    private record Failed(Child child, List<Child> group, ExitReason reason) {}

    /** Mutable, confined to the supervisor's process. */
    static final class State {
        private final List<Child> list = new ArrayList<>();
        private final Children children;

        State(Children children) {
            this.children = children;
        }

        private @Nullable Child byId(String id) {
            for (var child : list) {
                if (child.spec.id().equals(id)) {
                    return child;
                }
            }
            return null;
        }

        private @Nullable Child byPid(Pid pid) {
            for (var child : list) {
                if (pid.equals(child.pid())) {
                    return child;
                }
            }
            return null;
        }

        private List<Child> waitingFor(long generation) {
            return list.stream().filter(child -> child.wait != null && child.wait.generation() == generation).toList();
        }

        /** Has {@code child} wait for {@code next}, or for nothing. The last that waited for something cancels it. */
        private void await(Child child, @Nullable RestartWait next) {
            var before = child.wait;
            child.wait = next;
            if (before != null && waitingFor(before.generation()).isEmpty()) {
                before.cancel();
            }
        }
    }

    private final SupervisorSpec spec;

    SupervisorServer(SupervisorSpec spec) {
        this.spec = spec;
    }

    @Override
    public InitResult<State> init(ProcessContext<SupervisorRequest> context) {
        context.trapExit(true);
        var state = new State(new Children(spec.id(), spec.flags().intensity(), spec.flags().backoff(), context));
        for (var childSpec : spec.children()) {
            var child = state.children.child(childSpec);
            var failure = state.children.start(child);
            if (failure != null) {
                stopAll(state);
                return InitResult.stop(
                        new ExitReason.Shutdown("failed_to_start_child(" + childSpec.id() + ", " + failure + ")"));
            }
            keep(child, state);
        }
        return InitResult.started(state);
    }

    /** A temporary child without a process is forgotten. */
    private static void keep(Child child, State state) {
        if (child.process != null || !child.isTemporary()) {
            state.list.add(child);
        }
    }

    // ---- requests -----------------------------------------------------------------------------------------------------------------

    @Override
    public Next<State> handle(SupervisorRequest request, State state, ProcessContext<SupervisorRequest> context) {
        switch (request) {
            case SupervisorRequest.StartChild(var childSpec, var from) -> from.reply(startChild(childSpec, state));
            case SupervisorRequest.TerminateChild(var id, var from) -> from.reply(terminateChild(id, state));
            case SupervisorRequest.DeleteChild(var id, var from) -> from.reply(deleteChild(id, state));
            case SupervisorRequest.WhichChildren(var from) -> from.reply(whichChildren(state));
            case SupervisorRequest.CountChildren(var from) -> from.reply(ChildCount.of(whichChildren(state)));
            case SupervisorRequest.RestartChild restart -> {
                return restartChild(restart, state);
            }
            case SupervisorRequest.RetryRestart(var generation) -> {
                return retry(state.waitingFor(generation), state);
            }
        }
        return Next.same();
    }

    private StartOutcome startChild(ChildSpec childSpec, State state) {
        var known = state.byId(childSpec.id());
        if (known != null) {
            return new StartOutcome.Refused(
                    "supervisor " + spec.id() + " has a child " + childSpec.id() + " already, it "
                            + (known.process == null ? "is " + known.describe() : "runs as " + known.pid()));
        }
        var refusal = spec.flags().autoShutdown().refusal(childSpec);
        if (refusal.isPresent()) {
            return new StartOutcome.Refused("supervisor " + spec.id() + ": " + refusal.get());
        }
        var child = state.children.child(childSpec);
        var failure = state.children.start(child);
        if (failure != null) {
            return didNotStart(child, failure);
        }
        keep(child, state);
        return outcome(child);
    }

    private static StartOutcome didNotStart(Child child, ExitReason failure) {
        return new StartOutcome.Refused("child " + child.spec.id() + " did not start: " + failure);
    }

    private static StartOutcome outcome(Child child) {
        return child.process == null ? new StartOutcome.Ignored() : new StartOutcome.Started(child.process);
    }

    private Outcome terminateChild(String id, State state) {
        var child = state.byId(id);
        if (child == null) {
            return new Outcome.Refused(unknown(id));
        }
        stop(child, state);
        if (child.isTemporary()) {
            state.list.remove(child);
        }
        return new Outcome.Done();
    }

    private String unknown(String id) {
        return "supervisor " + spec.id() + " has no child " + id;
    }

    private Next<State> restartChild(SupervisorRequest.RestartChild request, State state) {
        var child = state.byId(request.id());
        if (child == null) {
            request.from().reply(new StartOutcome.Refused(unknown(request.id())));
            return Next.same();
        }
        if (child.wait != null && child.wait.isDelayed()) {
            return restartNow(child, child.wait, request, state);
        }
        if (child.process != null || child.wait != null) {
            request.from().reply(new StartOutcome.Refused("child " + request.id() + " is " + child.describe()));
            return Next.same();
        }
        var failure = state.children.start(child);
        request.from().reply(failure == null ? outcome(child) : didNotStart(child, failure));
        return Next.same();
    }

    /** Whoever asks for it by name wants it now, and with it the group that waits for the same. */
    private Next<State> restartNow(Child child, RestartWait wait, SupervisorRequest.RestartChild request, State state) {
        var failed = start(state.waitingFor(wait.generation()), state);
        var next = failed == null ? Next.<State>same() : again(failed, state); // may stop it once more
        request.from().reply(failed == null || child.process != null
                ? outcome(child)
                : didNotStart(failed.child, failed.reason));
        return next;
    }

    private Outcome deleteChild(String id, State state) {
        var child = state.byId(id);
        if (child == null) {
            return new Outcome.Refused(unknown(id));
        }
        if (child.process != null || (child.wait != null && !child.wait.isDelayed())) {
            return new Outcome.Refused("child " + id + " is " + child.describe());
        }
        state.await(child, null);
        state.list.remove(child);
        return new Outcome.Done();
    }

    private static List<ChildInfo> whichChildren(State state) {
        return state.list.stream().map(Child::info).toList();
    }

    // ---- ends and restarts --------------------------------------------------------------------------------------------------------

    @Override
    public Next<State> signal(Signal signal, State state, ProcessContext<SupervisorRequest> context) {
        if (signal instanceof Signal.Exit(var pid, var reason)) {
            var child = state.byPid(pid);
            if (child != null) { // else it is one that was stopped on purpose, or no child at all
                return ended(child, pid, reason, state);
            }
        }
        return Next.same();
    }

    private Next<State> ended(Child child, Pid pid, ExitReason reason, State state) {
        state.children.terminated(child.spec.id(), pid, reason);
        child.ended();
        if (child.spec.restart().after(reason)) {
            return switch (state.children.decide(child, reason)) {
                case Decision.Now() -> restart(child, groupOf(child, state), state);
                case Decision.After(var delay) ->
                    hold(groupOf(child, state), state.children.delayed(child, delay), state);
                case Decision.GiveUp() -> giveUp(child, state);
            };
        }
        if (child.isTemporary()) {
            state.list.remove(child);
        }
        if (child.spec.isSignificant() && isLast(state)) {
            state.children.autoShutdown(child);
            return Next.stop(ExitReason.SHUTDOWN, state);
        }
        return Next.same();
    }

    /** Whether the supervisor stops now that a significant child has ended for good. */
    private boolean isLast(State state) {
        return switch (spec.flags().autoShutdown()) {
            case NEVER -> false;
            case ANY_SIGNIFICANT -> true;
            case ALL_SIGNIFICANT -> state.list.stream()
                    .noneMatch(child -> child.spec.isSignificant() && child.state() != ChildInfo.State.STOPPED);
        };
    }

    /** The child and those its strategy stops and starts with it, in order. */
    private List<Child> groupOf(Child child, State state) {
        return switch (spec.flags().strategy()) {
            case ONE_FOR_ONE -> List.of(child);
            case ONE_FOR_ALL -> List.copyOf(state.list);
            case REST_FOR_ONE -> List.copyOf(state.list.subList(state.list.indexOf(child), state.list.size()));
        };
    }

    private Next<State> restart(Child cause, List<Child> group, State state) {
        if (!state.children.mayRestart(cause)) {
            return Next.stop(ExitReason.SHUTDOWN, state);
        }
        bringDown(group, state);
        var failed = start(group, state);
        return failed == null ? Next.same() : again(failed, state);
    }

    private Next<State> retry(List<Child> group, State state) {
        if (group.isEmpty()) { // cancelled
            return Next.same();
        }
        var wait = group.getFirst().wait;
        if (wait != null && !wait.isDelayed()) {
            return restart(wait.cause(), group, state);
        }
        var failed = start(group, state);
        return failed == null ? Next.same() : again(failed, state);
    }

    /** Some of the group did not start, which is an end of that child without any uptime. */
    private Next<State> again(Failed failed, State state) {
        if (state.children.isHindered(failed.child, failed.reason)) {
            return Next.stop(ExitReason.SHUTDOWN, state);
        }
        return switch (state.children.decide(failed.child)) {
            case Decision.Now() -> hold(failed.group, state.children.nextTurn(failed.child), state);
            case Decision.After(var delay) ->
                hold(failed.group, state.children.delayed(failed.child, delay), state);
            case Decision.GiveUp() -> giveUp(failed.child, state);
        };
    }

    private static Next<State> giveUp(Child child, State state) {
        state.children.endedTooOften(child);
        return Next.stop(ExitReason.SHUTDOWN, state);
    }

    /** Stops the group and has what is left of it wait. */
    private static Next<State> hold(List<Child> group, RestartWait wait, State state) {
        bringDown(group, state);
        group.stream().filter(state.list::contains).forEach(child -> state.await(child, wait));
        return Next.same();
    }

    /** In reverse order. Temporary ones among them do not come back. */
    private static void bringDown(List<Child> group, State state) {
        for (var child : group.reversed()) {
            stop(child, state);
            if (child.isTemporary()) {
                state.list.remove(child);
            }
        }
    }

    /** Starts in order those of the group that are to come back. Stops at the first that fails. */
    private @Nullable Failed start(List<Child> group, State state) {
        for (int i = 0; i < group.size(); i++) {
            var child = group.get(i);
            if (child.isTemporary()) {
                continue;
            }
            state.await(child, null);
            var failure = state.children.start(child);
            if (failure != null) {
                var rest = spec.flags().strategy() == Strategy.ONE_FOR_ALL ? group : group.subList(i, group.size());
                return new Failed(child, rest, failure);
            }
            state.children.restarted(child);
        }
        return null;
    }

    private static void stop(Child child, State state) {
        state.await(child, null);
        state.children.stop(child);
    }

    private static void stopAll(State state) {
        state.list.reversed().forEach(child -> stop(child, state));
    }

    @Override
    public Object redactState(State state) {
        return new SupervisorView(spec.id(), spec.flags().strategy().name().toLowerCase(Locale.ROOT),
                state.list.stream().map(Child::info).toList());
    }

    @Override
    public void terminate(ExitReason reason, State state, ProcessContext<SupervisorRequest> context) {
        stopAll(state);
    }
}
