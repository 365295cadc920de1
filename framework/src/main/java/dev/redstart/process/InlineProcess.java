package dev.redstart.process;

import java.util.function.Consumer;

/**
 * A process that runs on the IO thread of its connection: bytes become messages and messages are handled without a change of threads.
 *
 * @param <M> the messages
 */
public interface InlineProcess<M> extends ProcessRef<M> {
    /**
     * Runs {@code body} as part of the process, after whatever waits in its mailbox; what it throws ends the process. Only on the thread
     * the process was started for. Does nothing once the process has ended.
     */
    void run(Consumer<? super ProcessContext<M>> body);

    /** Ends the process in good order: {@link GenServer#terminate}, then links and monitors. Only on the process's thread. */
    void end(ExitReason reason);
}
