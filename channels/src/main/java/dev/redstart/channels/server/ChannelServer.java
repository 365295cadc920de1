package dev.redstart.channels.server;

import dev.redstart.channels.serializer.Envelope;
import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;
import dev.redstart.telemetry.Counter;

/** The behaviour all channel processes share: tells their messages apart. Has no state of its own but a counter. */
final class ChannelServer implements GenServer<Live, Object> {
    private static final ExitReason CLOSED = new ExitReason.Shutdown("closed");

    private final Counter activations;

    /** @param activations counts what channel processes handle */
    ChannelServer(Counter activations) {
        this.activations = activations;
    }

    @Override
    public InitResult<Live> init(ProcessContext<Object> context) {
        throw new IllegalStateException("a channel process starts with a ready state");
    }

    @Override
    public Next<Live> handle(Object message, Live channel, ProcessContext<Object> context)
            throws Exception {
        activations.increment();
        return switch (message) {
            case Envelope envelope -> channel.client(envelope, context);
            case Live.Marked(var envelope) -> {
                channel.lane().caughtUp();
                yield channel.client(envelope, context);
            }
            case Lane.Intercepted(var broadcast) -> channel.out(broadcast);
            case Live.Lost(var frames) -> channel.lost(frames, context);
            case Live.Join join -> channel.join(join, context);
            default -> channel.info(message, context);
        };
    }

    /** Without its connection a channel has nobody to talk to; and if it traps exits, the connection's word still counts. */
    @Override
    public Next<Live> signal(Signal signal, Live channel, ProcessContext<Object> context)
            throws Exception {
        activations.increment();
        return switch (signal) {
            case Signal.Down(_, var pid, var reason) when channel.isConnection(pid) ->
                Next.stop(endOf(reason), channel);
            case Signal.Exit(var from, var reason) when channel.isConnection(from) -> Next.stop(reason, channel);
            default -> channel.signal(signal, context);
        };
    }

    /** Why the connection ended, where it was not simply closed: disconnected, draining, inactive. */
    private static ExitReason endOf(ExitReason reason) {
        return reason instanceof ExitReason.Shutdown(var detail) && !detail.isEmpty() ? reason : CLOSED;
    }

    @Override
    public void terminate(ExitReason reason, Live channel, ProcessContext<Object> context) throws Exception {
        channel.terminate(reason);
    }
}
