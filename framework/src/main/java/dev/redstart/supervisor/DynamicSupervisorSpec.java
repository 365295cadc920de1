package dev.redstart.supervisor;

import java.time.Duration;
import java.util.Objects;

import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TrustedImmutable;
import org.jspecify.annotations.Nullable;

/**
 * A supervisor whose children come and go while it runs: by {@link Supervisor#startChild}, as processes of a kind that are spawned with
 * it as their parent, or as supervised tasks ({@link dev.redstart.process.Task#asyncNoLink}). Its children have no order and stop all at once; their ids
 * need not be unique, and a request that names one means the oldest that has it, first among those that wait for a restart. Immutable;
 * each method gives a changed copy.
 */
@TrustedImmutable
public final class DynamicSupervisorSpec implements Startable {
    private final String id;
    private final @Nullable Name<SupervisorRequest> name;
    private final Intensity intensity;
    private final Backoff backoff;
    private final int maxChildren;
    private final Shutdown adoptedShutdown;

    private DynamicSupervisorSpec(String id, @Nullable Name<SupervisorRequest> name, Intensity intensity,
            Backoff backoff, int maxChildren, Shutdown adoptedShutdown) {
        this.id = Objects.requireNonNull(id, "id");
        this.name = name;
        this.intensity = intensity;
        this.backoff = Objects.requireNonNull(backoff, "backoff");
        if (maxChildren < 1) {
            throw new IllegalArgumentException("maxChildren of supervisor " + id + " must be >= 1, was " + maxChildren);
        }
        this.maxChildren = maxChildren;
        this.adoptedShutdown = adoptedShutdown;
    }

    /** A dynamic supervisor without limit of children. The id is also its label. */
    public static DynamicSupervisorSpec dynamicSupervisor(String id) {
        return new DynamicSupervisorSpec(id, null, Intensity.DEFAULT, Backoff.NONE, Integer.MAX_VALUE,
                Shutdown.DEFAULT);
    }

    /** With a name on its node, by which {@link Supervisor#named} finds it. */
    public DynamicSupervisorSpec name(Name<SupervisorRequest> taken) {
        return new DynamicSupervisorSpec(id, taken, intensity, backoff, maxChildren, adoptedShutdown);
    }

    /** Gives up after more than {@code max} restarts within {@code period}. */
    public DynamicSupervisorSpec intensity(int max, Duration period) {
        return new DynamicSupervisorSpec(id, name, new Intensity(max, period), backoff, maxChildren, adoptedShutdown);
    }

    /** Restarts those children after such delays that have none of their own; {@link Backoff#NONE} unless said otherwise. */
    public DynamicSupervisorSpec backoff(Backoff delays) {
        return new DynamicSupervisorSpec(id, name, intensity, delays, maxChildren, adoptedShutdown);
    }

    /** Refuses {@link Supervisor#startChild} beyond that many. */
    public DynamicSupervisorSpec maxChildren(int limit) {
        return new DynamicSupervisorSpec(id, name, intensity, backoff, limit, adoptedShutdown);
    }

    /** How long children that were spawned with it as their parent get to stop. */
    public DynamicSupervisorSpec shutdown(Duration budget) {
        return new DynamicSupervisorSpec(id, name, intensity, backoff, maxChildren, new Shutdown(budget));
    }

    String id() {
        return id;
    }

    Intensity intensity() {
        return intensity;
    }

    Backoff backoff() {
        return backoff;
    }

    int maxChildren() {
        return maxChildren;
    }

    Shutdown adoptedShutdown() {
        return adoptedShutdown;
    }

    @Override
    public ChildSpec childSpec() {
        return ChildSpec.supervisor(id, processSpec());
    }

    ProcessSpec<?, SupervisorRequest> processSpec() {
        var process = ProcessSpec.of(id, () -> new DynamicSupervisorServer(this)).mailbox(Mailbox.unbounded());
        return name == null ? process : process.name(name);
    }
}
