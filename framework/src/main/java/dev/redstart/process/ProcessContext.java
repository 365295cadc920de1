package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.redstart.telemetry.Telemetry;

/**
 * What a process may do, from inside its own callbacks. A context is valid only on the thread that runs the callback it was given to, and
 * only while the process lives: elsewhere its methods throw {@link IllegalStateException} and nothing happens.
 *
 * @param <M> the messages of the process
 */
public interface ProcessContext<M> {
    /** This process. */
    ProcessRef<M> self();

    /** This process's identity. */
    Pid pid();

    /** The node this process lives on. */
    LocalNode node();

    /** The process that started this one; the node's first process for those started from outside. */
    Pid parent();

    /** Who started whom: the parent, its parent, and so on to the node's first process. Some of them may have ended. */
    List<Pid> ancestors();

    /**
     * On whose behalf this process works: for a {@link Task} its owner, then the owner's callers, if that is a task itself; otherwise
     * nobody. Not the same as {@link #ancestors} when the task is supervised.
     */
    List<Pid> callers();

    /** Where this system tells about itself. */
    default Telemetry telemetry() {
        return node().telemetry();
    }

    /** Free text for people: shows in crash reports and process lists. */
    void label(String label);

    /**
     * Whether exit signals become {@link Signal.Exit} instead of ending this process. Also decides whether {@link GenServer#terminate} runs
     * when the parent asks this process to end.
     */
    void trapExit(boolean trap);

    /**
     * Links this process and {@code other}: when one ends abnormally, the other hears it and, unless it traps exits, ends too. Linking twice
     * is linking once; linking to oneself does nothing.
     *
     * @throws CallException.NoProcess if {@code other} has ended and this process does not trap exits; if it does, it hears
     *         {@link Signal.Exit} with {@link ExitReason.NoProc} instead
     */
    void link(Pid other);

    /** Ends a link, whoever made it. After the return no exit signal because of it will come; one that already waits still does. */
    void unlink(Pid other);

    /** Asks for one {@link Signal.Down} when {@code target} ends; at once with {@link ExitReason.NoProc} if it has. Each call counts. */
    MonitorRef monitor(Pid target);

    /**
     * Asks for one {@link Signal.NameDown} when the process ends that holds {@code name} now; at once with {@link ExitReason.NoProc} if
     * nobody does. A later holder of the name is not watched.
     */
    MonitorRef monitor(Name<?> name);

    /** Takes a monitor back. A {@link Signal.Down} or {@link Signal.NameDown} that already waits in the mailbox is removed, too. */
    void demonitor(MonitorRef ref);

    /** Sends an exit signal. {@link ExitReason.Kill} cannot be trapped; {@link ExitReason.Normal} ends nobody but the sender itself. */
    void exit(Pid target, ExitReason reason);

    /** Sends {@code message} to this process after {@code delay}. Fires on a platform thread; dropped if the process has ended. */
    TimerRef sendAfter(Duration delay, M message);

    /** Sends {@code message} to {@code target} after {@code delay}. A name is resolved when the timer fires; no holder is no error then. */
    <T> TimerRef sendAfter(Duration delay, ProcessRef<T> target, T message);

    /**
     * Has this process hear {@link Signal.TimerFired} with {@code term} after {@code delay}. Unlike the message of {@link #sendAfter}, what
     * comes names its timer, so that one which fired in the moment it was cancelled can be told from the one that was started in its place.
     */
    TimerRef startTimer(Duration delay, Object term);

    /**
     * Ties a resource to this process's life: it is closed exactly once, whatever ends the process, also while a callback is still stuck,
     * and before others hear of the end. So {@code close} must be thread-safe. It runs on this process's thread or on one of its own, and
     * others wait for it no longer than 2 s ({@link CloseOverdue}); a {@link PromptCloseable} is closed by whoever ends the process.
     */
    <R extends AutoCloseable> R own(R resource);

    /** Gives up a resource without closing it, because the process has closed it itself. */
    void disown(AutoCloseable resource);

    /**
     * Takes {@code name}.
     *
     * @return empty, or the process that has it already
     */
    Optional<Pid> register(Name<M> name);

    /** The process named {@code name}, resolved at each use. */
    default <T> ProcessRef<T> ref(Name<T> name) {
        return node().ref(name);
    }

    /**
     * Starts a process and waits for its {@code init}. It is linked to this one from its first moment and is among its {@link #children}.
     *
     * @throws StartException if it did not start
     */
    <T> Optional<ProcessRef<T>> startLink(ProcessSpec<?, T> spec);

    /**
     * Starts a process that is not linked but monitored from its first moment: its end comes as {@link Signal.Down} with the real reason,
     * however soon.
     *
     * @return empty if {@code init} chose to be ignored; then, and if the start fails, there is no monitor
     * @throws StartException if it did not start
     */
    <T> Optional<Monitored<T>> startMonitor(ProcessSpec<?, T> spec);

    /** A value of this process's own, which lives as long as the process. In place of a thread local: a process has no thread of its own. */
    <V> Optional<V> local(Key<V> key);

    /** Keeps a value. */
    <V> void local(Key<V> key, V value);

    /** For long loops: lets other processes have the core for a moment, and unwinds if this process has been ended. */
    void breathe();

    /** The living children of this process, linked or not, in the order they were started. */
    List<Pid> children();

    /**
     * Asks {@code target} to end with {@code reason} and waits; kills it if it is still there after {@code timeout}. Waits on the end of the
     * process, not on a link.
     *
     * @param timeout how long to wait before killing; zero kills at once
     * @return how it ended; {@link ExitReason.NoProc} if it had already
     * @throws CallException.CallingStarter if this process is in its {@code init} and {@code target} waits for that
     */
    ExitReason stop(Pid target, ExitReason reason, Duration timeout);

    /**
     * {@link #stop} for many at once: all are asked first, then each is killed when its own budget is used up.
     *
     * @return how each of them ended
     * @throws CallException.CallingStarter as {@link #stop}; then nobody was asked
     */
    Map<Pid, ExitReason> stopAll(Map<Pid, Duration> budgets, ExitReason reason);
}
