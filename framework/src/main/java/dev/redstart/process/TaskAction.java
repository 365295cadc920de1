package dev.redstart.process;

/** What a task does that nobody waits for; see {@link Task#start}. */
@TrustedImmutable // functions are shared on purpose
@FunctionalInterface
public interface TaskAction {
    /**
     * The whole life of the task. Returning ends it with {@link ExitReason.Normal}, whatever is thrown is a crash.
     *
     * @param self the task's own context, only for this method's own thread
     */
    void run(ProcessContext<?> self) throws Exception;
}
