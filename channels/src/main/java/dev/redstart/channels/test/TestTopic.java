package dev.redstart.channels.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Payload;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessSpec;
import dev.redstart.pubsub.PubSub;

/** What is broadcast on one topic, as a process hears it. Belongs to the test; what it has heard is guarded by its own monitor. */
public final class TestTopic {
    private final String topic;
    private final List<Broadcast> heard = new ArrayList<>();

    private TestTopic(String topic) {
        this.topic = topic;
    }

    static TestTopic on(LocalNode node, PubSub pubsub, String topic) {
        var ear = new TestTopic(topic);
        node.start(ProcessSpec.of("ear of the test on " + topic, () -> new Ear(ear, pubsub)));
        return ear;
    }

    /** That event must be broadcast; gives its payload as a client would read it. */
    public Payload assertBroadcast(String event) {
        return take(event, Inbox.PATIENCE).map(broadcast -> Payload.of(broadcast.payload())).orElseThrow(
                () -> new AssertionError("expected a broadcast of " + event + " on " + topic + ", heard " + events()));
    }

    /** That event may not be broadcast within a tenth of a second. */
    public void refuteBroadcast(String event) {
        take(event, Inbox.SHORT).ifPresent(broadcast -> {
            throw new AssertionError("expected no broadcast of " + event + " on " + topic + ", but there was one: "
                    + broadcast.payload());
        });
    }

    private synchronized List<String> events() {
        return heard.stream().map(Broadcast::event).toList();
    }

    private synchronized void hear(Object message) {
        if (message instanceof Broadcast broadcast) {
            heard.add(broadcast);
            notifyAll();
        }
    }

    private synchronized Optional<Broadcast> take(String event, Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        for (;;) {
            for (int i = 0; i < heard.size(); i++) {
                if (heard.get(i).event().equals(event)) {
                    return Optional.of(heard.remove(i));
                }
            }
            var millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                return Optional.empty();
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for a broadcast", e);
            }
        }
    }

    /** The process that hears for the test. */
    private record Ear(TestTopic topic, PubSub pubsub) implements GenServer<TestTopic, Object> {
        @Override
        public InitResult<TestTopic> init(ProcessContext<Object> context) {
            pubsub.subscribe(context, topic.topic);
            return InitResult.started(topic);
        }

        @Override
        public Next<TestTopic> handle(Object message, TestTopic state, ProcessContext<Object> context) {
            state.hear(message);
            return Next.same();
        }
    }
}
