package dev.redstart.channels.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.serializer.Outbound;
import dev.redstart.channels.serializer.Serializer;
import dev.redstart.pubsub.Subscriber;
import dev.redstart.pubsub.Subscribers;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * One broadcast on its way to the clients of one node: encoded once for each serializer, handed to the connections as one shared frame,
 * without waking the channels that do not intercept the event (PROTOCOL.md 14 and 21).
 *
 * <p>Threading: made for one dispatch and used by the thread that dispatches.
 */
public final class Fastlane implements Consumer<Subscriber> {
    /** Up to so many subscribers it costs less to write than to wake their IO threads. */
    private static final int FEW = 4;

    private final Broadcast broadcast;
    private final boolean few;
    private final Map<Serializer, Optional<EncodedFrame>> frames = new HashMap<>(2);
    private @Nullable Encoder last;
    private Optional<EncodedFrame> lastFrame = Optional.empty();
    private Lane.@Nullable Intercepted intercepted;
    private long sent;

    private Fastlane(Broadcast broadcast, boolean few) {
        this.broadcast = broadcast;
        this.few = few;
    }

    /** Brings {@code broadcast} to all of {@code subscribers}; those that are no channels get it as a message. */
    public static void dispatch(Broadcast broadcast, Subscribers subscribers) {
        var fastlane = new Fastlane(broadcast, subscribers.count() <= FEW);
        subscribers.forEach(fastlane);
        if (fastlane.last != null) {
            fastlane.last.messagesOut().add(fastlane.sent);
        }
    }

    @Override
    public void accept(Subscriber subscriber) {
        if (!(subscriber instanceof Lane lane)) {
            subscriber.deliver(broadcast);
        } else if (lane.intercepts(broadcast.event())) {
            lane.deliver(intercepted());
        } else {
            frame(lane.encoder()).ifPresent(frame -> {
                lane.publish(frame, few);
                sent++;
            });
        }
    }

    private Lane.Intercepted intercepted() {
        if (intercepted == null) {
            intercepted = new Lane.Intercepted(broadcast);
        }
        return intercepted;
    }

    private Optional<EncodedFrame> frame(Encoder encoder) {
        if (!encoder.equals(last)) {
            last = encoder;
            lastFrame = frames.computeIfAbsent(encoder.serializer(), _ -> encode(encoder));
        }
        return lastFrame;
    }

    /** What cannot be encoded must not cost the publisher or the clients of other serializers anything. */
    private Optional<EncodedFrame> encode(Encoder encoder) {
        try {
            return Optional.of(
                    encoder.encodeEvent(
                            new Outbound.Broadcast(broadcast.topic(), broadcast.event(), broadcast.payload()),
                            broadcast.topic(), broadcast.event(), broadcast.payload()));
        } catch (RuntimeException | Error e) { // getters of the payload are user code
            encoder.telemetry()
                    .emit(new ChannelEvent.UnencodableBroadcast(broadcast.event(), encoder.serializer().name(),
                            String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }
}
