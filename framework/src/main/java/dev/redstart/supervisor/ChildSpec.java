package dev.redstart.supervisor;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import dev.redstart.process.GenServer;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessSpec;
import org.jspecify.annotations.Nullable;

/**
 * How a supervisor starts, stops and restarts one child. Immutable; each method gives a changed copy.
 *
 * <p>Unless said otherwise a child is {@link Restart#PERMANENT}, and gets 5 s to stop; a supervisor gets as long as it takes.
 */
public final class ChildSpec implements Startable {
    /** Workers do the work, supervisors watch. */
    public enum Type {
        WORKER, SUPERVISOR
    }

    private final String id;
    private final ProcessSpec<?, ?> process;
    private final Restart restart;
    private final Shutdown shutdown;
    private final Type type;
    private final @Nullable Backoff backoff;

    private ChildSpec(String id, ProcessSpec<?, ?> process, Restart restart, Shutdown shutdown, Type type,
            @Nullable Backoff backoff) {
        this.id = Objects.requireNonNull(id, "id");
        this.process = Objects.requireNonNull(process, "process");
        this.restart = Objects.requireNonNull(restart, "restart");
        this.shutdown = Objects.requireNonNull(shutdown, "shutdown");
        this.type = type;
        this.backoff = backoff;
    }

    /** A worker that runs what {@code factory} makes; every start makes a new one. The id is also its label. */
    public static <S, M> ChildSpec worker(String id, Supplier<? extends GenServer<S, M>> factory) {
        return worker(id, ProcessSpec.of(id, factory));
    }

    /** A worker with a name. */
    public static <S, M> ChildSpec worker(Name<M> name, Supplier<? extends GenServer<S, M>> factory) {
        return worker(name.value(), ProcessSpec.of(name.value(), factory).name(name));
    }

    /** A worker. */
    public static ChildSpec worker(String id, ProcessSpec<?, ?> process) {
        return new ChildSpec(id, process, Restart.PERMANENT, Shutdown.DEFAULT, Type.WORKER, null);
    }

    static ChildSpec supervisor(String id, ProcessSpec<?, ?> process) {
        return new ChildSpec(id, process.mailbox(Mailbox.unbounded()), Restart.PERMANENT, Shutdown.INFINITY,
                Type.SUPERVISOR, null);
    }

    /** Restarted by that rule. */
    public ChildSpec restart(Restart rule) {
        return new ChildSpec(id, process, rule, shutdown, type, backoff);
    }

    /** Gets that long to stop. */
    public ChildSpec shutdown(Duration budget) {
        return shutdown(new Shutdown(budget));
    }

    /** Stopped in that way. */
    public ChildSpec shutdown(Shutdown way) {
        return new ChildSpec(id, process, restart, way, type, backoff);
    }

    /** Known to its supervisor by that id. */
    public ChildSpec id(String other) {
        return new ChildSpec(other, process, restart, shutdown, type, backoff);
    }

    /** Restarted after such delays, whatever its supervisor does with its other children. */
    public ChildSpec backoff(Backoff delays) {
        return new ChildSpec(id, process, restart, shutdown, type, Objects.requireNonNull(delays, "delays"));
    }

    /** The id, unique among its siblings. */
    public String id() {
        return id;
    }

    /** When it is started again. */
    public Restart restart() {
        return restart;
    }

    /** How it is stopped. */
    public Shutdown shutdown() {
        return shutdown;
    }

    /** The delays of its restarts; empty if they are its supervisor's. */
    public Optional<Backoff> backoff() {
        return Optional.ofNullable(backoff);
    }

    /** Worker or supervisor. */
    public Type type() {
        return type;
    }

    /** The process that is started. */
    public ProcessSpec<?, ?> process() {
        return process;
    }

    @Override
    public ChildSpec childSpec() {
        return this;
    }
}
