package dev.redstart.pubsub;

import java.util.function.Function;

import dev.redstart.process.CallException;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessRef;
import dev.redstart.telemetry.Counter;

/**
 * A process that gets every message in its mailbox.
 *
 * @param as makes of a message what the process understands
 * @param refused counts what a full mailbox did not take
 */
record ProcessSubscriber<M>(ProcessRef<M> process, Function<Object, ? extends M> as,
        Counter refused) implements Subscriber {
    @Override
    public Pid pid() {
        return process.pid();
    }

    /** Whoever publishes to many must not fail because of one of them. */
    @Override
    public void deliver(Object message) {
        try {
            process.tell(as.apply(message));
        } catch (CallException.Overloaded _) {
            refused.increment();
        }
    }
}
