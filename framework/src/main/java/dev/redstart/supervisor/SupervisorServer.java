package dev.redstart.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
 * A supervisor with an ordered list of children: one_for_one, one_for_all, rest_for_one (OTP.md 1.11).
 *
 * <p>Threading: everything belongs to the supervisor's process. While it starts or stops a child it waits, and its mailbox with it.
 */
final class SupervisorServer implements GenServer<SupervisorServer.State, SupervisorRequest> {
    /** One child: its spec, and its process unless it is stopped or waits for a restart to succeed. */
    private static final class Child {
        final ChildSpec spec;
        @Nullable
        Pid pid;
        boolean restarting;

        Child(ChildSpec spec) {
            this.spec = spec;
        }
    }

    /** Mutable, confined to the supervisor's process. */
    static final class State {
        private final List<Child> list = new ArrayList<>();
        private final RestartWindow window;
        private final Children children;

        State(RestartWindow window, Children children) {
            this.window = window;
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
                if (pid.equals(child.pid)) {
                    return child;
                }
            }
            return null;
        }
    }

    private final SupervisorSpec spec;

    SupervisorServer(SupervisorSpec spec) {
        this.spec = spec;
    }

    @Override
    public InitResult<State> init(ProcessContext<SupervisorRequest> context) {
        context.trapExit(true);
        var state = new State(new RestartWindow(spec.intensity()), new Children(spec.id(), context));
        for (var childSpec : spec.children()) {
            var child = new Child(childSpec);
            var failure = start(child, state);
            if (failure != null) {
                stopAll(state);
                return InitResult.stop(
                        new ExitReason.Shutdown("failed_to_start_child(" + childSpec.id() + ", " + failure + ")"));
            }
            if (child.pid != null || childSpec.restart() != Restart.TEMPORARY) {
                state.list.add(child);
            }
        }
        return InitResult.started(state);
    }

    private static @Nullable ExitReason start(Child child, State state) {
        var result = state.children.start(child.spec);
        child.pid = result.child() == null ? null : result.child().pid();
        return result.failure();
    }

    @Override
    public Next<State> handle(SupervisorRequest request, State state, ProcessContext<SupervisorRequest> context) {
        switch (request) {
            case SupervisorRequest.StartChild(var childSpec, var from) -> from.reply(startChild(childSpec, state));
            case SupervisorRequest.TerminateChild(var id, var from) -> from.reply(terminateChild(id, state));
            case SupervisorRequest.RestartChild(var id, var from) -> from.reply(restartChild(id, state));
            case SupervisorRequest.DeleteChild(var id, var from) -> from.reply(deleteChild(id, state));
            case SupervisorRequest.WhichChildren(var from) ->
                from.reply(state.list.stream().map(SupervisorServer::info).toList());
            case SupervisorRequest.RetryRestart(var id) -> {
                var child = state.byId(id);
                return child != null && child.restarting ? restart(child, state, context) : Next.same();
            }
        }
        return Next.same();
    }

    private StartOutcome startChild(ChildSpec childSpec, State state) {
        var known = state.byId(childSpec.id());
        if (known != null) {
            return new StartOutcome.Refused(
                    "supervisor " + spec.id() + " has a child " + childSpec.id() + " already, it "
                            + (known.pid == null ? "is " + stateOf(known) : "runs as " + known.pid));
        }
        var child = new Child(childSpec);
        var result = state.children.start(childSpec);
        if (result.failure() != null) {
            return new StartOutcome.Refused("child " + childSpec.id() + " did not start: " + result.failure());
        }
        var process = result.child();
        if (process == null) {
            if (childSpec.restart() != Restart.TEMPORARY) {
                state.list.add(child);
            }
            return new StartOutcome.Ignored();
        }
        child.pid = process.pid();
        state.list.add(child);
        return new StartOutcome.Started(process);
    }

    private Outcome terminateChild(String id, State state) {
        var child = state.byId(id);
        if (child == null) {
            return new Outcome.Refused("supervisor " + spec.id() + " has no child " + id);
        }
        stop(child, state);
        if (child.spec.restart() == Restart.TEMPORARY) {
            state.list.remove(child);
        }
        return new Outcome.Done();
    }

    private StartOutcome restartChild(String id, State state) {
        var child = state.byId(id);
        if (child == null) {
            return new StartOutcome.Refused("supervisor " + spec.id() + " has no child " + id);
        }
        if (child.pid != null || child.restarting) {
            return new StartOutcome.Refused(
                    "child " + id + " is " + stateOf(child));
        }
        var result = state.children.start(child.spec);
        if (result.failure() != null) {
            return new StartOutcome.Refused("child " + id + " did not start: " + result.failure());
        }
        if (result.child() == null) {
            return new StartOutcome.Ignored();
        }
        child.pid = result.child().pid();
        return new StartOutcome.Started(result.child());
    }

    private Outcome deleteChild(String id, State state) {
        var child = state.byId(id);
        if (child == null) {
            return new Outcome.Refused("supervisor " + spec.id() + " has no child " + id);
        }
        if (child.pid != null || child.restarting) {
            return new Outcome.Refused(
                    "child " + id + " is " + stateOf(child));
        }
        state.list.remove(child);
        return new Outcome.Done();
    }

    private static ChildInfo info(Child child) {
        var state = child.restarting
                ? ChildInfo.State.RESTARTING
                : child.pid == null ? ChildInfo.State.STOPPED : ChildInfo.State.RUNNING;
        return new ChildInfo(child.spec.id(), Optional.ofNullable(child.pid), state, child.spec.type());
    }

    private static String stateOf(Child child) {
        return info(child).state().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Next<State> signal(Signal signal, State state, ProcessContext<SupervisorRequest> context) {
        if (signal instanceof Signal.Exit(var pid, var reason)) {
            var child = state.byPid(pid);
            if (child != null) { // else it is one that was stopped on purpose, or no child at all
                return ended(child, pid, reason, state, context);
            }
        }
        return Next.same();
    }

    private Next<State> ended(Child child, Pid pid, ExitReason reason, State state,
            ProcessContext<SupervisorRequest> context) {
        state.children.terminated(child.spec.id(), pid, reason);
        child.pid = null;
        if (child.spec.restart().after(reason)) {
            return restart(child, state, context);
        }
        if (child.spec.restart() == Restart.TEMPORARY) {
            state.list.remove(child);
        }
        return Next.same();
    }

    private Next<State> restart(Child child, State state, ProcessContext<SupervisorRequest> context) {
        if (!state.window.record(System.nanoTime())) {
            state.children.gaveUp(child.spec.id(), spec.intensity());
            return Next.stop(ExitReason.SHUTDOWN, state);
        }
        var failed = switch (spec.strategy()) {
            case ONE_FOR_ONE -> restartOne(child, state);
            case ONE_FOR_ALL -> restartFrom(0, state);
            case REST_FOR_ONE -> restartFrom(state.list.indexOf(child), state);
        };
        if (failed != null) {
            failed.restarting = true;
            context.self().tell(new SupervisorRequest.RetryRestart(failed.spec.id()));
        }
        return Next.same();
    }

    /** @return the child if it did not start, else null */
    private static @Nullable Child restartOne(Child child, State state) {
        child.restarting = false;
        if (start(child, state) != null) {
            return child;
        }
        if (child.pid != null) {
            state.children.restarted(child.spec.id(), child.pid);
        }
        return null;
    }

    /**
     * Stops what runs from {@code index} on, in reverse order, and starts it again in order. Temporary ones among them do not come back.
     *
     * @return the child that did not start, after which none was started, or null
     */
    private static @Nullable Child restartFrom(int index, State state) {
        var group = List.copyOf(state.list.subList(index, state.list.size()));
        for (var child : group.reversed()) {
            stop(child, state);
            if (child.spec.restart() == Restart.TEMPORARY) {
                state.list.remove(child);
            }
        }
        for (var child : group) {
            if (child.spec.restart() != Restart.TEMPORARY && restartOne(child, state) != null) {
                return child;
            }
        }
        return null;
    }

    private static void stop(Child child, State state) {
        child.restarting = false;
        var pid = child.pid;
        if (pid != null) {
            state.children.stop(child.spec, pid);
            child.pid = null;
        }
    }

    private static void stopAll(State state) {
        state.list.reversed().forEach(child -> stop(child, state));
    }

    @Override
    public void terminate(ExitReason reason, State state, ProcessContext<SupervisorRequest> context) {
        stopAll(state);
    }
}
