package dev.redstart.supervisor;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
 * A supervisor whose children come and go. It keeps an entry only for children started by a spec; those spawned with it as their parent
 * are temporary, known by the parent's list of children alone, and cost it nothing.
 *
 * <p>Threading: everything belongs to the supervisor's process.
 */
final class DynamicSupervisorServer implements GenServer<DynamicSupervisorServer.State, SupervisorRequest> {
    /** Mutable, confined to the supervisor's process. */
    static final class State {
        /** In the order they were started. Ids need not be unique. */
        private final Map<Pid, Child> running = new LinkedHashMap<>();
        /** Children that wait to be started again, by the generation of their wait; in the order they ended. */
        private final Map<Long, Child> waiting = new LinkedHashMap<>();
        /** Children that were stopped on request and whose exit signal has not come yet. */
        private final Set<Pid> stopped = new HashSet<>();
        private final Children children;

        State(Children children) {
            this.children = children;
        }

        private void await(Child child, RestartWait wait) {
            child.wait = wait;
            waiting.put(wait.generation(), child);
        }

        private void awaitNoMore(Child child) {
            var wait = child.wait;
            if (wait != null) {
                wait.cancel();
                waiting.remove(wait.generation());
                child.wait = null;
            }
        }

        private @Nullable Child waiting(String id) {
            return first(waiting, id);
        }

        private @Nullable Child running(String id) {
            return first(running, id);
        }

        private static @Nullable Child first(Map<?, Child> children, String id) {
            for (var child : children.values()) {
                if (child.spec.id().equals(id)) {
                    return child;
                }
            }
            return null;
        }
    }

    private final DynamicSupervisorSpec spec;

    DynamicSupervisorServer(DynamicSupervisorSpec spec) {
        this.spec = spec;
    }

    @Override
    public InitResult<State> init(ProcessContext<SupervisorRequest> context) {
        context.trapExit(true);
        return InitResult.started(new State(new Children(spec.id(), spec.intensity(), spec.backoff(), context)));
    }

    // ---- requests -----------------------------------------------------------------------------------------------------------------

    @Override
    public Next<State> handle(SupervisorRequest request, State state, ProcessContext<SupervisorRequest> context) {
        switch (request) {
            case SupervisorRequest.StartChild(var childSpec, var from) -> from.reply(startChild(childSpec, state));
            case SupervisorRequest.TerminateChild(var id, var from) -> from.reply(terminateChild(id, state));
            case SupervisorRequest.DeleteChild(var id, var from) -> from.reply(deleteChild(id, state));
            case SupervisorRequest.WhichChildren(var from) -> from.reply(whichChildren(state, context));
            case SupervisorRequest.CountChildren(var from) ->
                from.reply(ChildCount.of(whichChildren(state, context)));
            case SupervisorRequest.RestartChild restart -> {
                return restartChild(restart, state);
            }
            case SupervisorRequest.RetryRestart(var generation) -> {
                var child = state.waiting.get(generation);
                return child == null ? Next.same() : retry(child, state); // null: cancelled
            }
        }
        return Next.same();
    }

    private StartOutcome startChild(ChildSpec childSpec, State state) {
        if (state.running.size() + state.waiting.size() >= spec.maxChildren()) {
            return new StartOutcome.Refused(
                    "supervisor " + spec.id() + " has max_children already: " + spec.maxChildren());
        }
        var refusal = AutoShutdown.NEVER.refusal(childSpec);
        if (refusal.isPresent()) {
            return new StartOutcome.Refused("dynamic supervisor " + spec.id() + ": " + refusal.get());
        }
        var child = state.children.child(childSpec);
        var failure = start(child, state);
        return failure == null ? outcome(child) : didNotStart(child, failure);
    }

    private static StartOutcome outcome(Child child) {
        return child.process == null ? new StartOutcome.Ignored() : new StartOutcome.Started(child.process);
    }

    private static StartOutcome didNotStart(Child child, ExitReason failure) {
        return new StartOutcome.Refused("child " + child.spec.id() + " did not start: " + failure);
    }

    private Outcome terminateChild(String id, State state) {
        var waiting = state.waiting(id);
        if (waiting != null) {
            state.awaitNoMore(waiting);
            return new Outcome.Done();
        }
        var running = state.running(id);
        var pid = running == null ? null : running.pid();
        if (running == null || pid == null) {
            return new Outcome.Refused("supervisor " + spec.id() + " has no child " + id);
        }
        state.running.remove(pid);
        state.stopped.add(pid);
        state.children.stop(running);
        return new Outcome.Done();
    }

    private Next<State> restartChild(SupervisorRequest.RestartChild request, State state) {
        var child = state.waiting(request.id());
        if (child == null || child.wait == null || !child.wait.isDelayed()) {
            request.from().reply(new StartOutcome.Refused(keepsNoStopped(request.id())));
            return Next.same();
        }
        state.awaitNoMore(child);
        var failure = start(child, state);
        if (failure == null) {
            state.children.restarted(child);
            request.from().reply(outcome(child));
            return Next.same();
        }
        request.from().reply(didNotStart(child, failure));
        return again(child, failure, state);
    }

    private Outcome deleteChild(String id, State state) {
        var child = state.waiting(id);
        if (child == null || child.wait == null || !child.wait.isDelayed()) {
            return new Outcome.Refused(keepsNoStopped(id));
        }
        state.awaitNoMore(child);
        return new Outcome.Done();
    }

    private String keepsNoStopped(String id) {
        return "dynamic supervisor " + spec.id() + " keeps no stopped children, so it has no " + id;
    }

    private static List<ChildInfo> whichChildren(State state, ProcessContext<SupervisorRequest> context) {
        var running = context.children().stream().map(pid -> running(pid, state, context));
        return Stream.concat(running, state.waiting.values().stream().map(Child::info)).toList();
    }

    private static ChildInfo running(Pid pid, State state, ProcessContext<SupervisorRequest> context) {
        var known = state.running.get(pid);
        return known == null
                ? new ChildInfo(context.node().info(pid).label(), Optional.of(pid), ChildInfo.State.RUNNING,
                        ChildSpec.Type.WORKER, 0, Optional.empty())
                : known.info();
    }

    // ---- ends and restarts --------------------------------------------------------------------------------------------------------

    @Override
    public Next<State> signal(Signal signal, State state, ProcessContext<SupervisorRequest> context) {
        if (signal instanceof Signal.Exit(var pid, var reason)) {
            var known = state.running.remove(pid);
            if (known != null) {
                return ended(known, pid, reason, state);
            }
            if (!state.stopped.remove(pid) && !reason.isExpected()) {
                var info = context.node().info(pid);
                if (info.parent().equals(context.pid())) { // else anybody's signal
                    state.children.terminated(info.label(), pid, reason);
                }
            }
        }
        return Next.same();
    }

    private Next<State> ended(Child child, Pid pid, ExitReason reason, State state) {
        state.children.terminated(child.spec.id(), pid, reason);
        child.ended();
        if (!child.spec.restart().after(reason)) {
            return Next.same();
        }
        return switch (state.children.decide(child, reason)) {
            case Decision.Now() -> restart(child, state);
            case Decision.After(var delay) -> hold(child, state.children.delayed(child, delay), state);
            case Decision.GiveUp() -> giveUp(child, state);
        };
    }

    private static Next<State> restart(Child child, State state) {
        return state.children.mayRestart(child) ? startAgain(child, state) : Next.stop(ExitReason.SHUTDOWN, state);
    }

    private static Next<State> retry(Child child, State state) {
        var counts = child.wait != null && !child.wait.isDelayed();
        state.awaitNoMore(child);
        return counts ? restart(child, state) : startAgain(child, state);
    }

    private static Next<State> startAgain(Child child, State state) {
        var failure = start(child, state);
        if (failure != null) {
            return again(child, failure, state);
        }
        state.children.restarted(child);
        return Next.same();
    }

    /** It did not start, which is an end without any uptime. */
    private static Next<State> again(Child child, ExitReason failure, State state) {
        if (state.children.isHindered(child, failure)) {
            return Next.stop(ExitReason.SHUTDOWN, state);
        }
        return switch (state.children.decide(child)) {
            case Decision.Now() -> hold(child, state.children.nextTurn(child), state);
            case Decision.After(var delay) -> hold(child, state.children.delayed(child, delay), state);
            case Decision.GiveUp() -> giveUp(child, state);
        };
    }

    private static Next<State> hold(Child child, RestartWait wait, State state) {
        state.await(child, wait);
        return Next.same();
    }

    private static Next<State> giveUp(Child child, State state) {
        state.children.endedTooOften(child);
        return Next.stop(ExitReason.SHUTDOWN, state);
    }

    /** @return why it did not start, or null if it runs, or has no process by its own wish and so is forgotten */
    private static @Nullable ExitReason start(Child child, State state) {
        var failure = state.children.start(child);
        var pid = child.pid();
        if (failure == null && pid != null) {
            state.running.put(pid, child);
        }
        return failure;
    }

    @Override
    public Object redactState(State state) {
        return new SupervisorView(spec.id(), "dynamic", Stream
                .concat(state.running.values().stream(), state.waiting.values().stream()).map(Child::info).toList());
    }

    /** All at once, each with its own budget, so 10,000 children with 1 s take about 1 s (OTP.md S20). */
    @Override
    public void terminate(ExitReason reason, State state, ProcessContext<SupervisorRequest> context) {
        List.copyOf(state.waiting.values()).forEach(state::awaitNoMore);
        var budgets = new HashMap<Pid, Duration>();
        context.children().forEach(pid -> budgets.put(pid, shutdownOf(pid, state).budget()));
        context.stopAll(budgets, ExitReason.SHUTDOWN).forEach((pid, end) -> {
            var known = state.running.get(pid);
            if (known != null) {
                state.children.stopped(known.spec, end);
            }
        });
    }

    private Shutdown shutdownOf(Pid pid, State state) {
        var known = state.running.get(pid);
        return known == null ? spec.adoptedShutdown() : known.spec.shutdown();
    }
}
