package dev.redstart.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import dev.redstart.process.GenServer;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.Registry;
import dev.redstart.process.TrustedImmutable;
import org.jspecify.annotations.Nullable;

/**
 * How a supervisor starts, stops and restarts one child. Immutable; each method gives a changed copy.
 *
 * <p>Unless said otherwise a child is {@link Restart#PERMANENT}, and gets 5 s to stop; a supervisor gets as long as it takes.
 */
@TrustedImmutable
public final class ChildSpec implements Startable {
    /** Workers do the work, supervisors watch. */
    public enum Type {
        WORKER, SUPERVISOR
    }

    /** What its supervisor does about its ends. */
    private record Rules(Restart restart, Shutdown shutdown, @Nullable Backoff backoff, boolean significant,
            Zombies zombies) {
        static final Rules WORKER = new Rules(Restart.PERMANENT, Shutdown.DEFAULT, null, false, new Zombies.Replace());

        Rules {
            Objects.requireNonNull(restart, "restart");
            Objects.requireNonNull(shutdown, "shutdown");
            Objects.requireNonNull(zombies, "zombies");
        }

        Rules restart(Restart other) {
            return new Rules(other, shutdown, backoff, significant, zombies);
        }

        Rules shutdown(Shutdown other) {
            return new Rules(restart, other, backoff, significant, zombies);
        }

        Rules backoff(Backoff other) {
            return new Rules(restart, shutdown, other, significant, zombies);
        }

        Rules significant(boolean other) {
            return new Rules(restart, shutdown, backoff, other, zombies);
        }

        Rules zombies(Zombies other) {
            return new Rules(restart, shutdown, backoff, significant, other);
        }
    }

    private final String id;
    private final ProcessSpec<?, ?> process;
    private final Type type;
    private final Rules rules;

    private ChildSpec(String id, ProcessSpec<?, ?> process, Type type, Rules rules) {
        this.id = Objects.requireNonNull(id, "id");
        this.process = Objects.requireNonNull(process, "process");
        this.type = type;
        this.rules = rules;
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
        return new ChildSpec(id, process, Type.WORKER, Rules.WORKER);
    }

    /** A registry, which runs as long as this child does; before the children that use it. Its name is the id. */
    public static ChildSpec registry(Registry<?, ?, ?> registry) {
        return worker(registry.name(), registry.lifetime());
    }

    static ChildSpec supervisor(String id, ProcessSpec<?, ?> process) {
        return new ChildSpec(id, process.mailbox(Mailbox.unbounded()), Type.SUPERVISOR,
                Rules.WORKER.shutdown(Shutdown.INFINITY));
    }

    private ChildSpec with(Rules other) {
        return new ChildSpec(id, process, type, other);
    }

    /** Restarted by that rule. */
    public ChildSpec restart(Restart rule) {
        return with(rules.restart(rule));
    }

    /** Gets that long to stop. */
    public ChildSpec shutdown(Duration budget) {
        return shutdown(new Shutdown(budget));
    }

    /** Stopped in that way. */
    public ChildSpec shutdown(Shutdown way) {
        return with(rules.shutdown(way));
    }

    /** Restarted after such delays, whatever its supervisor does with its other children. */
    public ChildSpec backoff(Backoff delays) {
        return with(rules.backoff(Objects.requireNonNull(delays, "delays")));
    }

    /**
     * Whether its end may stop its supervisor; see {@link AutoShutdown}. Only a {@link Restart#TRANSIENT} or {@link Restart#TEMPORARY}
     * child can be significant, and only under a supervisor with auto-shutdown: anything else is refused when the supervisor is asked to
     * start it.
     */
    public ChildSpec significant(boolean matters) {
        return with(rules.significant(matters));
    }

    /** What to do when it is to be started again while a callback of its former process still runs. */
    public ChildSpec zombies(Zombies rule) {
        return with(rules.zombies(rule));
    }

    ChildSpec process(ProcessSpec<?, ?> other) {
        return new ChildSpec(id, other, type, rules);
    }

    /** Known to its supervisor by that id. */
    public ChildSpec id(String other) {
        return new ChildSpec(other, process, type, rules);
    }

    /** The id, unique among its siblings. */
    public String id() {
        return id;
    }

    /** When it is started again. */
    public Restart restart() {
        return rules.restart;
    }

    /** How it is stopped. */
    public Shutdown shutdown() {
        return rules.shutdown;
    }

    /** The delays of its restarts; empty if they are its supervisor's. */
    public Optional<Backoff> backoff() {
        return Optional.ofNullable(rules.backoff);
    }

    /** What is done when it is to be started again while a callback of its former process still runs. */
    public Zombies zombies() {
        return rules.zombies;
    }

    /** Whether its end may stop its supervisor. */
    public boolean isSignificant() {
        return rules.significant;
    }

    /** Worker or supervisor. */
    public Type type() {
        return type;
    }

    /** What is allowed but rarely meant; empty if there is nothing to say. */
    List<String> doubts() {
        var doubts = new ArrayList<String>(0);
        if (type == Type.SUPERVISOR && rules.restart != Restart.PERMANENT) {
            doubts.add("is a supervisor but " + rules.restart.name().toLowerCase(Locale.ROOT)
                    + ": one that gives up ends with Shutdown, which does not bring it back; make it permanent");
        }
        if (type == Type.SUPERVISOR && rules.shutdown.budget().compareTo(Shutdown.INFINITY.budget()) < 0) {
            doubts.add("is a supervisor with " + rules.shutdown.budget()
                    + " to stop: when that is over its children are killed with it; give it Shutdown.INFINITY");
        }
        return doubts;
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
