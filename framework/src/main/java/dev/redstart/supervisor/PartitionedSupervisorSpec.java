package dev.redstart.supervisor;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import dev.redstart.process.GenServer;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TrustedImmutable;

/**
 * A supervisor of several copies of one process, each for its share of the keys: what would be the one busy process of a kind becomes as
 * many as there are cores. The copies are named after the whole, {@code tills/0} and so on, and {@link #ref} finds the one a key belongs to,
 * anew at every use, so it survives restarts. Immutable; each method that changes something gives a changed copy. One specification must
 * be used for start and for routing: the number of copies decides which key belongs to which.
 *
 * {@snippet :
 * var tills = partitionedSupervisor(Till.NAME, Till::new).partitions(8);
 * Redstart.run(supervisor("shop").child(tills));
 * tills.ref(context.node(), customer).tell(new Till.Pay(customer, amount));
 * }
 *
 * @param <M> the messages the copies understand
 */
@TrustedImmutable
public final class PartitionedSupervisorSpec<M> implements Startable {
    private final Name<M> name;
    private final List<Name<M>> names;
    private final ChildSpec copy;
    private final ProcessSpec<?, M> process;
    private final SupervisorSpec supervisor;

    private PartitionedSupervisorSpec(Name<M> name, int partitions, ProcessSpec<?, M> process, ChildSpec copy,
            SupervisorSpec supervisor) {
        this.name = name;
        this.names = IntStream.range(0, partitions).mapToObj(i -> Name.<M>of(name.value() + "/" + i)).toList();
        this.process = process;
        this.copy = copy;
        this.supervisor = supervisor;
    }

    /** As many copies of what {@code factory} makes as there are processors, permanent workers. */
    public static <S, M> PartitionedSupervisorSpec<M> partitionedSupervisor(Name<M> name,
            Supplier<? extends GenServer<S, M>> factory) {
        return partitionedSupervisor(name, ProcessSpec.of(name.value(), factory));
    }

    /** As many copies of {@code process} as there are processors, permanent workers. A name of its own is replaced. */
    public static <M> PartitionedSupervisorSpec<M> partitionedSupervisor(Name<M> name, ProcessSpec<?, M> process) {
        var copy = ChildSpec.worker(name.value(), process);
        return new PartitionedSupervisorSpec<>(name, processors(), process, copy,
                SupervisorSpec.supervisor(name.value()));
    }

    /** As many dynamic supervisors as there are processors: for many children that start and end all the time. */
    public static PartitionedSupervisorSpec<SupervisorRequest> partitionedSupervisor(Name<SupervisorRequest> name,
            DynamicSupervisorSpec copies) {
        return new PartitionedSupervisorSpec<>(name, processors(), copies.processSpec(), copies.childSpec(),
                SupervisorSpec.supervisor(name.value()));
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** With that many copies, at least 1. */
    public PartitionedSupervisorSpec<M> partitions(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("partitions of " + name + " must be >= 1, was " + count);
        }
        return new PartitionedSupervisorSpec<>(name, count, process, copy, supervisor);
    }

    /** With copies changed by {@code change}: their restart, shutdown, backoff. Id and name stay those of the partition. */
    public PartitionedSupervisorSpec<M> copies(UnaryOperator<ChildSpec> change) {
        return new PartitionedSupervisorSpec<>(name, names.size(), process, change.apply(copy), supervisor);
    }

    /**
     * With a supervisor changed by {@code change}: its strategy, intensity, backoff.
     *
     * @throws IllegalArgumentException if it is given children, for it has the copies
     */
    public PartitionedSupervisorSpec<M> supervisor(UnaryOperator<SupervisorSpec> change) {
        var changed = change.apply(supervisor);
        if (!changed.children().isEmpty()) {
            throw new IllegalArgumentException("the supervisor of partitions " + name
                    + " can have no children but its copies, was given " + changed.children().getFirst().id());
        }
        return new PartitionedSupervisorSpec<>(name, names.size(), process, copy, changed);
    }

    /** The number of copies. */
    public int partitions() {
        return names.size();
    }

    /**
     * The number of the copy that {@code key} belongs to, from 0. For an integer {@code k} ({@link Byte}, {@link Short}, {@link Integer},
     * {@link Long}) it is {@code |k| mod partitions}, for an enum constant it follows from its name, otherwise from {@code hashCode}; so a
     * key must be a value: equal keys, equal hash codes.
     *
     * @throws IllegalArgumentException for an array, which has no equals of its own
     */
    public int partitionOf(Object key) {
        return switch (Objects.requireNonNull(key, "key")) {
            case Long k -> (int) Math.abs(k % names.size());
            case Integer k -> Math.abs(k % names.size());
            case Short k -> Math.abs(k % names.size());
            case Byte k -> Math.abs(k % names.size());
            case Enum<?> constant -> spread(constant.name().hashCode());
            default -> {
                if (key.getClass().isArray()) {
                    throw new IllegalArgumentException(
                            "a key of " + name + " must be a value with an equals of its own,"
                                    + " was a " + key.getClass().getSimpleName());
                }
                yield spread(key.hashCode());
            }
        };
    }

    /** Hash codes of like keys differ in few bits only; a multiplication carries each into all above it, and these are then used. */
    private int spread(int hash) {
        var mixed = (hash ^ (hash >>> 15)) * 0x9E3779B97F4A7C15L;
        return (int) Math.unsignedMultiplyHigh(mixed, names.size());
    }

    /** The copy on {@code node} that {@code key} belongs to, resolved anew at every use. */
    public ProcessRef<M> ref(LocalNode node, Object key) {
        return node.ref(names.get(partitionOf(key)));
    }

    /** All copies on {@code node}, in their order. */
    public List<ProcessRef<M>> refs(LocalNode node) {
        return names.stream().map(node::ref).toList();
    }

    @Override
    public ChildSpec childSpec() {
        var spec = supervisor;
        for (var partition : names) {
            spec = spec.child(copy.id(partition.value()).process(process.name(partition)));
        }
        return spec.childSpec();
    }
}
