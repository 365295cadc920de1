package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Looks into one process, for people and tests: what OTP's {@code sys} module does. Each request travels through the process's mailbox like
 * a message and is served between two of them; so a process that is busy for longer than the time limit answers with
 * {@link CallException.CallTimeout}, which says something about it, too. States and messages come as the process's
 * {@link GenServer#redactState} and {@link GenServer#redactMessage} leave them.
 *
 * <p>Threading: from any thread; each method waits for the answer. A process cannot inspect itself.
 *
 * <p>Every method throws {@link CallException.NoProcess} if the process has ended, {@link CallException.ServerExited} if it ends meanwhile
 * and {@link IllegalStateException} with the cause if what was asked for threw.
 */
@SuppressWarnings("unchecked") // each request has its own type of answer
public final class Inspector {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LocalProcess<?, ?> target;
    private final Duration timeout;

    private Inspector(LocalProcess<?, ?> target, Duration timeout) {
        this.target = target;
        this.timeout = timeout;
    }

    static Inspector of(LocalProcess<?, ?> target) {
        return new Inspector(target, PATIENCE);
    }

    /** The same with another time limit instead of 5 s. */
    public Inspector timeout(Duration limit) {
        return new Inspector(target, Objects.requireNonNull(limit, "timeout"));
    }

    /** The state, redacted; of a process in the direct style its body. Empty if the state is null. */
    public Optional<Object> state() {
        return (Optional<Object>) ask(SystemRequest.state());
    }

    /**
     * Changes the state. For repairs: the process does not notice.
     *
     * @param change runs inside the process and gets the true state; if it throws, the state stays as it was
     * @return the new state, redacted
     */
    public Optional<Object> replaceState(UnaryOperator<Object> change) {
        return (Optional<Object>) ask(SystemRequest.replaceState(Objects.requireNonNull(change, "change")));
    }

    /** The process at this moment, with its state, redacted. */
    public ProcessStatus status() {
        return (ProcessStatus) ask(SystemRequest.status());
    }

    /** Has it serve nothing but an inspector and its parent until {@link #resume}; messages wait. Twice is once. */
    public void suspend() {
        ask(SystemRequest.suspend(true));
    }

    /** Has it go on with the messages that wait, in order. */
    public void resume() {
        ask(SystemRequest.suspend(false));
    }

    /**
     * Tells {@code listener} of all that the process takes, and of its new states.
     *
     * @param listener runs on the process's thread, so it must be quick; one that throws is told no more
     */
    public void trace(Consumer<? super TraceEvent> listener) {
        ask(SystemRequest.trace(Objects.requireNonNull(listener, "listener")));
    }

    /** Keeps the last events, for {@link #log()}; 0 keeps none. */
    public void keepLog(int last) {
        if (last < 0) {
            throw new IllegalArgumentException("the number of events to keep must be >= 0, was " + last);
        }
        ask(SystemRequest.keepLog(last));
    }

    /** The events kept, oldest first. */
    public List<TraceEvent> log() {
        return (List<TraceEvent>) ask(SystemRequest.log());
    }

    /** Counts messages and time from now on, or no more. */
    public void countStatistics(boolean on) {
        ask(SystemRequest.statistics(on));
    }

    /** What was counted since {@link #countStatistics}; empty if nothing is counted. */
    public Optional<ProcessStatistics> statistics() {
        return (Optional<ProcessStatistics>) ask(SystemRequest.statistics());
    }

    /** Ends traces, log and statistics. */
    public void noDebug() {
        ask(SystemRequest.noDebug());
    }

    private Object ask(SystemRequest request) {
        var answer = target.request(request, timeout);
        if (answer instanceof SystemRequest.Refused(var why, var cause)) {
            throw new IllegalStateException(why, cause);
        }
        return answer;
    }
}
