package dev.redstart.process;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * How to start a process. Immutable; each method gives a changed copy.
 *
 * @param <S> the state
 * @param <M> the messages
 */
@TrustedImmutable
public final class ProcessSpec<S, M> {
    private final String label;
    private final Supplier<? extends GenServer<S, M>> factory;
    private final @Nullable Claim<M> claim;
    private final Mailbox mailbox;
    private final @Nullable Duration startTimeout;
    private final boolean platform;
    private final boolean direct;

    private ProcessSpec(String label, Supplier<? extends GenServer<S, M>> factory, @Nullable Claim<M> claim,
            Mailbox mailbox, @Nullable Duration startTimeout, boolean platform, boolean direct) {
        this.label = Objects.requireNonNull(label, "label");
        this.factory = Objects.requireNonNull(factory, "factory");
        this.claim = claim;
        this.mailbox = Objects.requireNonNull(mailbox, "mailbox");
        this.startTimeout = startTimeout;
        this.platform = platform;
        this.direct = direct;
    }

    /**
     * A process that runs what {@code factory} makes; every start makes a new one.
     *
     * @param label for people: crash reports, process lists
     */
    public static <S, M> ProcessSpec<S, M> of(String label, Supplier<? extends GenServer<S, M>> factory) {
        return new ProcessSpec<>(label, factory, null, Mailbox.DEFAULT, null, false, false);
    }

    /**
     * A process in the direct style, which has a thread of its own and runs what {@code body} makes; every start makes a new one. Starting
     * it waits for nothing but the thread.
     *
     * @param label for people: crash reports, process lists, the name of the thread
     */
    public static <M> ProcessSpec<DirectProcess<M>, M> direct(String label,
            Supplier<? extends DirectProcess<M>> body) {
        Objects.requireNonNull(body, "body");
        return new ProcessSpec<>(label, () -> new DirectServer<>(body.get()), null, Mailbox.DEFAULT, null, false, true);
    }

    /** With a name on its node, taken before {@code init} runs. If another process has it the start fails and says which. */
    public ProcessSpec<S, M> name(Name<M> taken) {
        return with(new Claim.OfName<>(Objects.requireNonNull(taken, "name")));
    }

    /**
     * Registered under {@code key}, before {@code init} runs, as if by {@link Registry#register}. If another process has the key of a unique
     * registry the start fails and says which. Instead of a name.
     */
    public <K, V> ProcessSpec<S, M> registered(Registry<K, V, M> registry, K key, V value) {
        return with(new Claim.OfKey<>(registry, Objects.requireNonNull(key, "key"),
                Objects.requireNonNull(value, "value")));
    }

    private ProcessSpec<S, M> with(Claim<M> other) {
        return new ProcessSpec<>(label, factory, other, mailbox, startTimeout, platform, direct);
    }

    /** With that mailbox instead of {@link Mailbox#DEFAULT}. */
    public ProcessSpec<S, M> mailbox(Mailbox other) {
        return new ProcessSpec<>(label, factory, claim, other, startTimeout, platform, direct);
    }

    /** Kills the process and fails the start if {@code init} takes longer; without, {@code init} may take as long as it likes. */
    public ProcessSpec<S, M> startTimeout(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("the start timeout of " + label + " must be > 0, was " + limit);
        }
        return new ProcessSpec<>(label, factory, claim, mailbox, limit, platform, direct);
    }

    /**
     * Runs its callbacks on platform threads instead of virtual ones. For processes that compute for long: the operating system takes the
     * core from them in turn, whereas two virtual threads that compute on two cores stop all others (DESIGN.md 3.4). Dearer by some
     * microseconds per activation.
     */
    public ProcessSpec<S, M> onPlatformThreads() {
        return new ProcessSpec<>(label, factory, claim, mailbox, startTimeout, true, direct);
    }

    /** The text for people. */
    public String label() {
        return label;
    }

    /** The name it takes, if any. */
    public Optional<Name<M>> name() {
        return claim instanceof Claim.OfName<M>(var name) ? Optional.of(name) : Optional.empty();
    }

    /** Its mailbox. */
    public Mailbox mailbox() {
        return mailbox;
    }

    /** @return who has it already, or empty if {@code process} has it now, or wants nothing */
    Optional<Pid> claim(LocalProcess<?, M> process) {
        return claim == null ? Optional.empty() : claim.take(process);
    }

    GenServer<S, M> newServer() {
        return Objects.requireNonNull(factory.get(),
                () -> "the factory of " + label + " made null instead of a GenServer");
    }

    boolean isOnPlatformThreads() {
        return platform;
    }

    boolean isDirect() {
        return direct;
    }

    @Nullable
    Duration startTimeout() {
        return startTimeout;
    }
}
