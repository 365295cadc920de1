package dev.redstart.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.ReplyTo;
import dev.redstart.supervisor.SupervisorRequest.Outcome;
import dev.redstart.supervisor.SupervisorRequest.StartOutcome;

/**
 * A running supervisor, seen by whoever wants something from it. All methods wait for as long as the supervisor takes: it may be busy
 * stopping a child. So a child must not call its own supervisor from {@code init}.
 *
 * @param ref its process
 */
public record Supervisor(ProcessRef<SupervisorRequest> ref) {
    private static final Duration FOREVER = Duration.ofDays(365);

    /** A name for a supervisor. */
    public static Name<SupervisorRequest> name(String value) {
        return Name.of(value);
    }

    /** The supervisor named {@code name} on {@code node}, found anew at every request. */
    public static Supervisor named(LocalNode node, Name<SupervisorRequest> name) {
        return new Supervisor(node.ref(name));
    }

    /**
     * Starts a child.
     *
     * @return its address, or empty if its {@code init} chose to be ignored
     * @throws IllegalStateException if there is a child of that id already, if there are too many, or if the start failed
     */
    public Optional<ProcessRef<?>> startChild(ChildSpec spec) {
        return started(call(from -> new SupervisorRequest.StartChild(spec, from)));
    }

    /** {@link #startChild(ProcessSpec, UnaryOperator)} with the rules of {@link ChildSpec#worker}. */
    public <M> Optional<ProcessRef<M>> startChild(ProcessSpec<?, M> process) {
        return startChild(process, UnaryOperator.identity());
    }

    /**
     * Starts a worker whose id is its label, and knows what messages it takes.
     *
     * @param rules changes what the supervisor does about it, for example {@code child -> child.restart(Restart.TEMPORARY)}
     * @return its address, or empty if its {@code init} chose to be ignored
     * @throws IllegalStateException as {@link #startChild(ChildSpec)}
     * @throws IllegalArgumentException if {@code rules} gives another process
     */
    @SuppressWarnings({"unchecked", "ReferenceEquality"}) // the very process; what it takes is M
    public <M> Optional<ProcessRef<M>> startChild(ProcessSpec<?, M> process, UnaryOperator<ChildSpec> rules) {
        var spec = rules.apply(ChildSpec.worker(process.label(), process));
        if (spec.process() != process) {
            throw new IllegalArgumentException(
                    "the rules of child " + process.label() + " must not change its process, made " + spec.id());
        }
        return startChild(spec).map(child -> (ProcessRef<M>) child);
    }

    /**
     * Stops a child and does not restart it; one that waits for its restart waits no longer. Its spec stays unless it is temporary.
     *
     * @throws IllegalStateException if there is no such child
     */
    public void terminateChild(String id) {
        done(call(from -> new SupervisorRequest.TerminateChild(id, from)));
    }

    /**
     * Starts a child that is stopped, or one that waits for its restart (see {@link Backoff}): that one at once, with the siblings that
     * wait with it.
     *
     * @throws IllegalStateException if there is no such child, if it runs, or if the start failed
     */
    public Optional<ProcessRef<?>> restartChild(String id) {
        return started(call(from -> new SupervisorRequest.RestartChild(id, from)));
    }

    /**
     * Forgets a child that is stopped or waits for its restart.
     *
     * @throws IllegalStateException if there is no such child, or if it runs
     */
    public void deleteChild(String id) {
        done(call(from -> new SupervisorRequest.DeleteChild(id, from)));
    }

    /** The children, in their order of start. */
    public List<ChildInfo> whichChildren() {
        return call(SupervisorRequest.WhichChildren::new);
    }

    /** How many children there are. */
    public ChildCount countChildren() {
        return call(SupervisorRequest.CountChildren::new);
    }

    private <R> R call(Function<? super ReplyTo<R>, ? extends SupervisorRequest> request) {
        return Objects.requireNonNull(ref.call(request, FOREVER));
    }

    private static Optional<ProcessRef<?>> started(StartOutcome outcome) {
        return switch (outcome) {
            case StartOutcome.Started(var child) -> Optional.of(child);
            case StartOutcome.Ignored() -> Optional.empty();
            case StartOutcome.Refused(var why) -> throw new IllegalStateException(why);
        };
    }

    private static void done(Outcome outcome) {
        if (outcome instanceof Outcome.Refused(var why)) {
            throw new IllegalStateException(why);
        }
    }
}
