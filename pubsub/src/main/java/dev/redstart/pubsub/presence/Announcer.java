package dev.redstart.pubsub.presence;

import java.time.Duration;
import java.util.function.Supplier;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;

/**
 * Tells a listener what has changed in one shard: off the shard's process, because it may take long, and one after the other.
 *
 * <p>Threading: a process of its own; the state is the listener, new in each life.
 */
final class Announcer implements GenServer<TrackerListener, Announcer.Wake> {
    /** That there is something to tell. */
    enum Wake {
        NOW,
        /** The time to put changes together is over. */
        AFTER_WINDOW
    }

    private final String tracker;
    private final PendingDiffs pending;
    private final Supplier<? extends TrackerListener> listeners;
    private final Duration window;

    Announcer(String tracker, PendingDiffs pending, Supplier<? extends TrackerListener> listeners, Duration window) {
        this.tracker = tracker;
        this.pending = pending;
        this.listeners = listeners;
        this.window = window;
    }

    /** There may be something that the one before it has not told. */
    @Override
    public InitResult<TrackerListener> init(ProcessContext<Wake> context) {
        return InitResult.continueWith(Wake.NOW, listeners.get());
    }

    @Override
    public Next<TrackerListener> continueWith(Object now, TrackerListener listener, ProcessContext<Wake> context) {
        return announce(listener, context);
    }

    @Override
    public Next<TrackerListener> handle(Wake wake, TrackerListener listener, ProcessContext<Wake> context) {
        if (wake == Wake.NOW && window.isPositive()) {
            context.sendAfter(window, Wake.AFTER_WINDOW);
            return Next.same();
        }
        return announce(listener, context);
    }

    private Next<TrackerListener> announce(TrackerListener listener, ProcessContext<Wake> context) {
        for (var diff = pending.take(); diff != null; diff = pending.take()) {
            tell(diff, listener, context);
            pending.done();
            context.breathe();
        }
        return Next.same();
    }

    /** What is wrong with one diff must not keep the others from being told. */
    private void tell(TopicDiff diff, TrackerListener listener, ProcessContext<Wake> context) {
        try {
            listener.changed(diff);
        } catch (Exception | Error e) {
            context.breathe(); // unwinds if it was the end of this process
            context.telemetry().emit(new TrackerEvent.ListenerFailed(tracker, e.toString()));
        }
    }
}
