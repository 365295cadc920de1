package dev.redstart.process;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What an {@link Inspector} asks of a process. Served by the process itself, between two messages. */
@FunctionalInterface
interface SystemRequest {
    /** The answer when there is nothing to say. */
    Object DONE = new Object();

    /** The answer to a request that failed; the process goes on as if nothing had been asked. */
    record Refused(String why, Throwable cause) {}

    /** On the process's thread. */
    Object serve(LocalProcess<?, ?> process) throws Exception;

    static SystemRequest state() {
        return LocalProcess::redactedState;
    }

    static SystemRequest replaceState(UnaryOperator<Object> change) {
        return process -> process.replaceState(change);
    }

    static SystemRequest status() {
        return LocalProcess::status;
    }

    static SystemRequest suspend(boolean suspended) {
        return process -> {
            process.suspend(suspended);
            return DONE;
        };
    }

    static SystemRequest trace(Consumer<? super TraceEvent> listener) {
        return process -> {
            process.debug().listen(listener);
            return DONE;
        };
    }

    static SystemRequest keepLog(int last) {
        return process -> {
            process.debug().keep(last);
            return DONE;
        };
    }

    static SystemRequest log() {
        return process -> process.debug().log();
    }

    static SystemRequest statistics(boolean on) {
        return process -> {
            process.debug().count(on);
            return DONE;
        };
    }

    static SystemRequest statistics() {
        return process -> process.debug().statistics();
    }

    static SystemRequest noDebug() {
        return process -> {
            process.debug().forget();
            return DONE;
        };
    }
}
