package dev.redstart.process;

import java.util.Objects;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * What all processes of one class share: behaviour, mailbox, label. A process of a kind starts with a ready state instead of an
 * {@code init}, so starting one waits for nobody and costs one object: for the many, such as a process per connection. The
 * {@link GenServer} is shared by all of them and so must have no fields of its own that change.
 *
 * @param <S> the state
 * @param <M> the messages
 */
@TrustedImmutable
public final class ProcessKind<S, M> {
    final LocalNode node;
    final String label;
    /** Null until {@code init} is about to run, for a process that is started by a spec; such a kind has one process. */
    private @Nullable GenServer<S, M> server;
    final Mailbox mailbox;
    /** Of the mailbox, at hand for every message. */
    final int pushLimit;
    /** Of the mailbox, at hand for every message. */
    final int highWater;
    /** Of the node, at hand for every message; null unless it is a development node. */
    final @Nullable DevChecks dev;
    final boolean trapExit;
    final Scheduler scheduler;
    /** What the scheduler has learned of such handlers; for a kind with one process it is what all of that class have shown. */
    private Habits habits;
    /** Null for a kind of many processes. */
    final @Nullable Usage usage;

    ProcessKind(LocalNode node, Scheduler scheduler, String label, @Nullable GenServer<S, M> server, Mailbox mailbox,
            boolean trapExit) {
        this.node = node;
        this.scheduler = scheduler;
        this.label = Objects.requireNonNull(label, "label");
        this.server = server;
        this.habits = new Habits();
        this.mailbox = Objects.requireNonNull(mailbox, "mailbox");
        this.pushLimit = mailbox.pushLimit();
        this.highWater = mailbox.highWater();
        this.dev = node.devChecks();
        this.trapExit = trapExit;
        this.usage = server == null ? new Usage() : null;
    }

    boolean isStarted() {
        return server != null;
    }

    @SuppressWarnings("NullAway") // set before anything but init runs
    GenServer<S, M> server() {
        return server;
    }

    /** May be those of nobody for a moment, while {@code init} begins. */
    Habits habits() {
        return habits;
    }

    /** For people; read from any thread. */
    String behaviour() {
        var made = server;
        return switch (made) {
            case null -> "";
            case DirectServer<?> direct -> direct.body().getClass().getName();
            default -> made.getClass().getName();
        };
    }

    /** Makes the server, on the thread of the new process, because its factory and constructor are user code. */
    @SuppressWarnings("unchecked") // a process is started with the spec its kind was made for
    GenServer<S, M> start(ProcessSpec<?, ?> spec) {
        var made = ((ProcessSpec<S, M>) spec).newServer();
        server = made;
        habits = Habits.of(made.getClass());
        return made;
    }

    /**
     * Starts a process as a linked child of {@code parent}, without waiting for anybody. If {@code parent} has ended, so has the new
     * process. Any thread may call this.
     */
    public ProcessRef<M> spawn(S state, Pid parent) {
        Activation.checkFence();
        var process = new LocalProcess<>(this, state, node.local(parent));
        process.joinParent(true);
        return process;
    }

    /**
     * Like {@link #spawn}, for a process that runs on {@code thread} and nowhere else. Such a process runs framework code only and must
     * never block.
     *
     * @param thread runs what it is given in order, on one thread
     */
    public InlineProcess<M> spawnInline(S state, Pid parent, Executor thread) {
        Activation.checkFence();
        var process = new LocalInlineProcess<>(this, state, node.local(parent), thread);
        process.joinParent(true);
        return process;
    }
}
