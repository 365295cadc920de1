package dev.redstart.supervisor;

import java.time.Duration;
import java.util.ArrayList;
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
        private final Map<Pid, ChildSpec> specs = new LinkedHashMap<>();
        /** Children whose restart failed, to be tried again. */
        private final List<ChildSpec> restarting = new ArrayList<>();
        /** Children that were stopped on request and whose exit signal has not come yet. */
        private final Set<Pid> stopped = new HashSet<>();
        private final RestartWindow window;
        private final Children children;

        State(RestartWindow window, Children children) {
            this.window = window;
            this.children = children;
        }

        private @Nullable ChildSpec removeRestarting(String id) {
            for (var child : restarting) {
                if (child.id().equals(id)) {
                    restarting.remove(child);
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
        return InitResult.started(new State(new RestartWindow(spec.intensity()), new Children(spec.id(), context)));
    }

    @Override
    public Next<State> handle(SupervisorRequest request, State state, ProcessContext<SupervisorRequest> context) {
        switch (request) {
            case SupervisorRequest.StartChild(var childSpec, var from) -> from.reply(startChild(childSpec, state));
            case SupervisorRequest.TerminateChild(var id, var from) -> from.reply(terminateChild(id, state));
            case SupervisorRequest.RestartChild(var id, var from) ->
                from.reply(new StartOutcome.Refused(keepsNoStopped(id)));
            case SupervisorRequest.DeleteChild(var id, var from) -> from.reply(new Outcome.Refused(keepsNoStopped(id)));
            case SupervisorRequest.WhichChildren(var from) -> from.reply(whichChildren(state, context));
            case SupervisorRequest.RetryRestart(var id) -> {
                var waiting = state.removeRestarting(id);
                return waiting == null ? Next.same() : restart(waiting, state, context);
            }
        }
        return Next.same();
    }

    private String keepsNoStopped(String id) {
        return "dynamic supervisor " + spec.id() + " keeps no stopped children, so it has no " + id;
    }

    private StartOutcome startChild(ChildSpec childSpec, State state) {
        if (state.specs.size() + state.restarting.size() >= spec.maxChildren()) {
            return new StartOutcome.Refused(
                    "supervisor " + spec.id() + " has max_children already: " + spec.maxChildren());
        }
        var result = state.children.start(childSpec);
        if (result.failure() != null) {
            return new StartOutcome.Refused("child " + childSpec.id() + " did not start: " + result.failure());
        }
        var process = result.child();
        if (process == null) {
            return new StartOutcome.Ignored();
        }
        state.specs.put(process.pid(), childSpec);
        return new StartOutcome.Started(process);
    }

    private Outcome terminateChild(String id, State state) {
        if (state.removeRestarting(id) != null) {
            return new Outcome.Done();
        }
        for (var entry : state.specs.entrySet()) {
            if (entry.getValue().id().equals(id)) {
                state.specs.remove(entry.getKey());
                state.stopped.add(entry.getKey());
                state.children.stop(entry.getValue(), entry.getKey());
                return new Outcome.Done();
            }
        }
        return new Outcome.Refused("supervisor " + spec.id() + " has no child " + id);
    }

    private static List<ChildInfo> whichChildren(State state, ProcessContext<SupervisorRequest> context) {
        var running = context.children().stream().map(pid -> running(pid, state, context));
        var waiting = state.restarting.stream()
                .map(child -> new ChildInfo(child.id(), Optional.empty(), ChildInfo.State.RESTARTING, child.type()));
        return Stream.concat(running, waiting).toList();
    }

    private static ChildInfo running(Pid pid, State state, ProcessContext<SupervisorRequest> context) {
        var known = state.specs.get(pid);
        return known == null
                ? new ChildInfo(context.node().info(pid).label(), Optional.of(pid), ChildInfo.State.RUNNING,
                        ChildSpec.Type.WORKER)
                : new ChildInfo(known.id(), Optional.of(pid), ChildInfo.State.RUNNING, known.type());
    }

    @Override
    public Next<State> signal(Signal signal, State state, ProcessContext<SupervisorRequest> context) {
        if (signal instanceof Signal.Exit(var pid, var reason)) {
            var known = state.specs.remove(pid);
            if (known != null) {
                state.children.terminated(known.id(), pid, reason);
                return known.restart().after(reason) ? restart(known, state, context) : Next.same();
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

    private Next<State> restart(ChildSpec child, State state, ProcessContext<SupervisorRequest> context) {
        if (!state.window.record(System.nanoTime())) {
            state.children.gaveUp(child.id(), spec.intensity());
            return Next.stop(ExitReason.SHUTDOWN, state);
        }
        var result = state.children.start(child);
        if (result.failure() != null) {
            state.restarting.add(child);
            context.self().tell(new SupervisorRequest.RetryRestart(child.id()));
        } else if (result.child() != null) {
            state.specs.put(result.child().pid(), child);
            state.children.restarted(child.id(), result.child().pid());
        }
        return Next.same();
    }

    /** All at once, each with its own budget, so 10,000 children with 1 s take about 1 s (OTP.md S20). */
    @Override
    public void terminate(ExitReason reason, State state, ProcessContext<SupervisorRequest> context) {
        var budgets = new HashMap<Pid, Duration>();
        context.children().forEach(pid -> budgets.put(pid, shutdownOf(pid, state).budget()));
        context.stopAll(budgets, ExitReason.SHUTDOWN).forEach((pid, end) -> {
            var known = state.specs.get(pid);
            if (known != null) {
                state.children.stopped(known, end);
            }
        });
    }

    private Shutdown shutdownOf(Pid pid, State state) {
        var known = state.specs.get(pid);
        return known == null ? spec.adoptedShutdown() : known.shutdown();
    }
}
