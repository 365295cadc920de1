package dev.redstart.channels.server;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Payload;
import dev.redstart.channels.serializer.Envelope;
import dev.redstart.channels.serializer.Ref;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;
import org.jspecify.annotations.Nullable;

/** The state of a process that serves one client on one topic: a channel, or a channel process of the application's own. */
sealed interface Live permits LiveChannel, LiveProcess {
    /** The first message of every such process. */
    record Join(@Nullable Ref ref, Payload payload) {}

    /** A message of the client that the connection wants to know of when the channel comes to it. */
    record Marked(Envelope message) {}

    /** So many frames did not reach the client, because it was too slow. */
    record Lost(int frames) {}

    /** The client wants to join. */
    Next<Live> join(Join join, ProcessContext<Object> context) throws Exception;

    /** A message of the client. */
    Next<Live> client(Envelope message, ProcessContext<Object> context) throws Exception;

    /** A broadcast that it intercepts. */
    Next<Live> out(Broadcast broadcast) throws Exception;

    /** Frames did not reach the client, of this topic or another of its connection. */
    Next<Live> lost(int frames, ProcessContext<Object> context) throws Exception;

    /** Any other message. */
    Next<Live> info(Object message, ProcessContext<Object> context) throws Exception;

    /** A signal that is not the connection's. */
    default Next<Live> signal(Signal signal, ProcessContext<Object> context) throws Exception {
        return info(signal, context);
    }

    /** Its way to the client. */
    Lane lane();

    /** Whether that is the connection's process. */
    default boolean isConnection(Pid pid) {
        return pid.equals(lane().connection().process().pid());
    }

    /** The last call. */
    void terminate(ExitReason reason) throws Exception;
}
