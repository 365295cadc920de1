package dev.redstart.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

import dev.redstart.process.Name;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TrustedImmutable;
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
@TrustedImmutable
public final class SupervisorSpec implements Startable {
    /** How it goes about its children. */
    record Flags(Strategy strategy, Intensity intensity, Backoff backoff, AutoShutdown autoShutdown) {
        static final Flags DEFAULT = new Flags(Strategy.ONE_FOR_ONE, Intensity.DEFAULT, Backoff.NONE,
                AutoShutdown.NEVER);

        Flags {
            Objects.requireNonNull(strategy, "strategy");
            Objects.requireNonNull(intensity, "intensity");
            Objects.requireNonNull(backoff, "backoff");
            Objects.requireNonNull(autoShutdown, "autoShutdown");
        }
    }

    private final String id;
    private final @Nullable Name<SupervisorRequest> name;
    private final Flags flags;
    private final List<ChildSpec> children;

    private SupervisorSpec(String id, @Nullable Name<SupervisorRequest> name, Flags flags, List<ChildSpec> children) {
        this.id = Objects.requireNonNull(id, "id");
        this.name = name;
        this.flags = flags;
        this.children = List.copyOf(children);
    }

    /**
     * A supervisor without children, {@link Strategy#ONE_FOR_ONE}, {@link Intensity#DEFAULT}, {@link Backoff#NONE},
     * {@link AutoShutdown#NEVER}. The id is also its label.
     */
    public static SupervisorSpec supervisor(String id) {
        return new SupervisorSpec(id, null, Flags.DEFAULT, List.of());
    }

    private SupervisorSpec with(Flags other) {
        return new SupervisorSpec(id, name, other, children);
    }

    /** With a name on its node, by which {@link Supervisor#named} finds it. */
    public SupervisorSpec name(Name<SupervisorRequest> taken) {
        return new SupervisorSpec(id, taken, flags, children);
    }

    /** With that strategy. */
    public SupervisorSpec strategy(Strategy other) {
        return with(new Flags(other, flags.intensity, flags.backoff, flags.autoShutdown));
    }

    /** Gives up after more than {@code max} restarts within {@code period}. */
    public SupervisorSpec intensity(int max, Duration period) {
        return with(new Flags(flags.strategy, new Intensity(max, period), flags.backoff, flags.autoShutdown));
    }

    /** Restarts those children after such delays that have none of their own. */
    public SupervisorSpec backoff(Backoff delays) {
        return with(new Flags(flags.strategy, flags.intensity, delays, flags.autoShutdown));
    }

    /** Stops when its significant children have ended, as that says. */
    public SupervisorSpec autoShutdown(AutoShutdown when) {
        return with(new Flags(flags.strategy, flags.intensity, flags.backoff, when));
    }

    /** With one more child, after the ones there are. */
    public SupervisorSpec child(Startable child) {
        var more = new ArrayList<>(children);
        more.add(child.childSpec());
        return new SupervisorSpec(id, name, flags, more);
    }

    /** The id. */
    public String id() {
        return id;
    }

    Flags flags() {
        return flags;
    }

    /** The children in their order of start. */
    public List<ChildSpec> children() {
        return children;
    }

    /**
     * As a child of another supervisor.
     *
     * @throws IllegalArgumentException if two children have one id, or if a child is significant that cannot be
     */
    @Override
    public ChildSpec childSpec() {
        return ChildSpec.supervisor(id, processSpec());
    }

    private ProcessSpec<?, ?> processSpec() {
        checkChildren();
        var process = ProcessSpec.of(id, () -> new SupervisorServer(this));
        return name == null ? process : process.name(name);
    }

    private void checkChildren() {
        var seen = new HashSet<String>();
        for (var child : children) {
            if (!seen.add(child.id())) {
                throw new IllegalArgumentException("supervisor " + id + " has two children with id " + child.id());
            }
            flags.autoShutdown.refusal(child).ifPresent(why -> {
                throw new IllegalArgumentException("supervisor " + id + ": " + why);
            });
        }
    }
}
