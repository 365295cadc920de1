package dev.redstart.channels;

import dev.redstart.process.ExitReason;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;

/**
 * The low level beside {@link Channel}: a process that serves one client on one topic with messages as they come. It decides itself when the
 * join is answered, what it subscribes to and what it does about a leave. Most applications want {@link Channel}.
 *
 * <p>A join that is not answered in time ({@link ChannelLimits#joinTimeout}) is answered with an error and its process is killed. A process
 * that ends without {@link ChannelLink#close} has crashed as far as its client sees: it gets {@code phx_error} and joins again.
 *
 * <p>Threading: the callbacks of one process never overlap.
 *
 * @param <S> the state of the process
 */
public interface ChannelProcess<S> {
    /** The first callback: a client wants to join. {@link ChannelLink#accept} or {@link ChannelLink#refuse} answers, now or later. */
    S join(String topic, Payload payload, ChannelLink link, ProcessContext<Object> context) throws Exception;

    /** One event of the client. */
    Next<S> event(ChannelMessage message, S state, ChannelLink link, ProcessContext<Object> context) throws Exception;

    /** The client leaves. Unless overridden it gets the reply and {@code phx_close}, and the process ends. */
    default Next<S> leave(ChannelMessage message, S state, ChannelLink link, ProcessContext<Object> context)
            throws Exception {
        link.close(message, Reply.ok());
        return Next.stop(new ExitReason.Shutdown("left"), state);
    }

    /** A message some process sent to this one, or a topic it has subscribed to. Unless overridden they are ignored. */
    default Next<S> info(Object message, S state, ChannelLink link, ProcessContext<Object> context) throws Exception {
        return Next.same();
    }

    /** So many frames did not reach the client, as {@link Channel#handleLost} says. */
    default Next<S> lost(int frames, S state, ChannelLink link, ProcessContext<Object> context) throws Exception {
        return Next.same();
    }

    /** A signal, such as the end of a process it monitors. Unless overridden they are ignored. */
    default Next<S> signal(Signal signal, S state, ChannelLink link, ProcessContext<Object> context) throws Exception {
        return Next.same();
    }

    /** Runs last, with the reason for which the connection ended if that is why; not if the process is killed. */
    default void terminate(ExitReason reason, S state, ChannelLink link) throws Exception {}
}
