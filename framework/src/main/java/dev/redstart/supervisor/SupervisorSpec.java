package dev.redstart.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

import dev.redstart.process.Name;
import dev.redstart.process.ProcessSpec;
import org.jspecify.annotations.Nullable;

/**
 * A supervisor with a fixed list of children, as data. Children start in the order they are listed, each after the one before has finished
 * its {@code init}, and stop in reverse order. Immutable; each method gives a changed copy.
 *
 * {@snippet :
 * supervisor("shop").strategy(REST_FOR_ONE).intensity(3, Duration.ofSeconds(5))
 *         .child(worker(Stock.NAME, Stock::new))
 *         .child(supervisor("tills").child(worker("till-1", Till::new)));
 * }
 */
public final class SupervisorSpec implements Startable {
    private final String id;
    private final @Nullable Name<SupervisorRequest> name;
    private final Strategy strategy;
    private final Intensity intensity;
    private final Backoff backoff;
    private final List<ChildSpec> children;

    private SupervisorSpec(String id, @Nullable Name<SupervisorRequest> name, Strategy strategy, Intensity intensity,
            Backoff backoff, List<ChildSpec> children) {
        this.id = Objects.requireNonNull(id, "id");
        this.name = name;
        this.strategy = Objects.requireNonNull(strategy, "strategy");
        this.intensity = Objects.requireNonNull(intensity, "intensity");
        this.backoff = Objects.requireNonNull(backoff, "backoff");
        this.children = List.copyOf(children);
    }

    /** A supervisor without children, {@link Strategy#ONE_FOR_ONE}, {@link Intensity#DEFAULT}. The id is also its label. */
    public static SupervisorSpec supervisor(String id) {
        return new SupervisorSpec(id, null, Strategy.ONE_FOR_ONE, Intensity.DEFAULT, Backoff.NONE, List.of());
    }

    /** With a name on its node, by which {@link Supervisor#named} finds it. */
    public SupervisorSpec name(Name<SupervisorRequest> taken) {
        return new SupervisorSpec(id, taken, strategy, intensity, backoff, children);
    }

    /** With that strategy. */
    public SupervisorSpec strategy(Strategy other) {
        return new SupervisorSpec(id, name, other, intensity, backoff, children);
    }

    /** Gives up after more than {@code max} restarts within {@code period}. */
    public SupervisorSpec intensity(int max, Duration period) {
        return new SupervisorSpec(id, name, strategy, new Intensity(max, period), backoff, children);
    }

    /** Restarts those children after such delays that have none of their own; {@link Backoff#NONE} unless said otherwise. */
    public SupervisorSpec backoff(Backoff delays) {
        return new SupervisorSpec(id, name, strategy, intensity, delays, children);
    }

    /** With one more child, after the ones there are. */
    public SupervisorSpec child(Startable child) {
        var more = new ArrayList<>(children);
        more.add(child.childSpec());
        return new SupervisorSpec(id, name, strategy, intensity, backoff, more);
    }

    /** The id. */
    public String id() {
        return id;
    }

    Strategy strategy() {
        return strategy;
    }

    Intensity intensity() {
        return intensity;
    }

    Backoff backoff() {
        return backoff;
    }

    /** The children in their order of start. */
    public List<ChildSpec> children() {
        return children;
    }

    /**
     * As a child of another supervisor.
     *
     * @throws IllegalArgumentException if two children have one id
     */
    @Override
    public ChildSpec childSpec() {
        return ChildSpec.supervisor(id, processSpec());
    }

    private ProcessSpec<?, ?> processSpec() {
        var seen = new HashSet<String>();
        for (var child : children) {
            if (!seen.add(child.id())) {
                throw new IllegalArgumentException("supervisor " + id + " has two children with id " + child.id());
            }
        }
        var process = ProcessSpec.of(id, () -> new SupervisorServer(this));
        return name == null ? process : process.name(name);
    }
}
