package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.util.ArrayDeque;
import java.util.Queue;

import org.xnio.ChannelPipe;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * Tasks of one IO thread that wait until its sockets have had a turn. XNIO runs the tasks it is given, and those they give it in turn,
 * before it looks at any socket again, so work done in pieces would keep everybody else waiting. Here the pieces are done by a socket, too:
 * a pipe in which one byte lies for ever, and which is listened to while there is something to do.
 *
 * <p>Threading: belongs to the IO thread.
 */
final class NextTurn {
    private static final ThreadLocal<NextTurn> OF_THREAD = new ThreadLocal<>();

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final StreamSourceChannel bell;

    private NextTurn(ChannelPipe<StreamSourceChannel, StreamSinkChannel> pipe) throws IOException {
        bell = pipe.getLeftSide();
        bell.getReadSetter().set(this::turn);
        bell.getCloseSetter().set((Channel _) -> IoUtils.safeClose(pipe.getRightSide())); // the thread has ended
        pipe.getRightSide().write(ByteBuffer.allocate(1));
    }

    /** Runs the task on {@code thread}, which is the current one, in its next turn. */
    static void execute(XnioIoThread thread, Runnable task) {
        var ofThread = OF_THREAD.get();
        if (ofThread == null) {
            ofThread = open(thread);
            OF_THREAD.set(ofThread);
        }
        ofThread.add(task);
    }

    private static NextTurn open(XnioIoThread thread) {
        try {
            return new NextTurn(thread.createHalfDuplexPipe());
        } catch (IOException e) {
            throw new UncheckedIOException("no pipe for " + thread.getName(), e);
        }
    }

    private void add(Runnable task) {
        if (tasks.isEmpty()) {
            bell.resumeReads();
        }
        tasks.add(task);
    }

    private void turn(StreamSourceChannel ready) {
        for (int left = tasks.size(); left > 0; left--) {
            try {
                tasks.remove().run();
            } catch (RuntimeException | Error e) {
                ConduitSocketIo.report(e);
            }
        }
        if (tasks.isEmpty()) {
            ready.suspendReads();
        }
    }
}
