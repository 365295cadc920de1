package dev.redstart.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redstart.Redstart;
import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class PubSubTest {
    private final PubSub pubsub = PubSub.named("test");
    private Redstart system;

    @BeforeEach
    void start() {
        system = Redstart.start(supervisor("test").child(pubsub));
    }

    @AfterEach
    void stop() {
        system.close();
    }

    /** Subscribes to what it is told to and keeps what it hears. */
    private final class Listener implements GenServer<Boolean, Listener.Message> {
        sealed interface Message {}

        record Heard(Object message) implements Message {}

        record Tell(Runnable action) implements Message {}

        record Leave(String topic) implements Message {}

        final LinkedBlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
        private final List<String> topics;
        private final ProcessRef<Message> ref;

        Listener(Mailbox mailbox, String... topics) {
            this.topics = List.of(topics);
            this.ref = node().start(ProcessSpec.of("listener", () -> this).mailbox(mailbox)).orElseThrow();
        }

        Listener(String... topics) {
            this(Mailbox.DEFAULT, topics);
        }

        @Override
        public InitResult<Boolean> init(ProcessContext<Message> context) {
            topics.forEach(topic -> subscriptions.add(pubsub.subscribe(context, topic, Heard::new)));
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Message message, Boolean state, ProcessContext<Message> context) {
            switch (message) {
                case Heard(var what) -> heard.add(what);
                case Tell(var action) -> action.run();
                case Leave(var topic) -> pubsub.unsubscribe(context, topic);
            }
            return Next.same();
        }

        Object next() throws InterruptedException {
            var message = heard.poll(5, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            return message;
        }

        Pid pid() {
            return ref.pid();
        }
    }

    private LocalNode node() {
        return system.node();
    }

    @Test
    void section21ASubscriberGetsWhatIsPublishedOnItsTopicAndNothingElse() throws InterruptedException {
        var a = new Listener("news");
        pubsub.broadcast("weather", "rain");
        pubsub.broadcast("news", "headline");
        assertThat(a.next()).isEqualTo("headline");
    }

    @Test
    void section21BroadcastFromSkipsOneProcess() throws InterruptedException {
        var a = new Listener("news");
        var b = new Listener("news");
        pubsub.broadcastFrom(a.pid(), "news", 1);
        pubsub.broadcast("news", 2);
        assertThat(a.next()).isEqualTo(2);
        assertThat(List.of(b.next(), b.next())).containsExactly(1, 2);
    }

    @Test
    void section21SubscribingTwiceDeliversTwice() throws InterruptedException {
        var a = new Listener("news", "news");
        pubsub.broadcast("news", 1);
        assertThat(List.of(a.next(), a.next())).containsExactly(1, 1);
    }

    @Test
    void section21DeathUnsubscribes() {
        var a = new Listener("news", "weather");
        assertThat(pubsub.subscriberCount("news")).isEqualTo(1);
        node().exit(a.pid(), ExitReason.KILL);
        assertThat(pubsub.subscriberCount("news")).isZero();
        assertThat(pubsub.subscriberCount("weather")).isZero();
    }

    @Test
    void section21UnsubscribeEndsAllSubscriptionsOfTheProcessToTheTopic() throws InterruptedException {
        var a = new Listener("news", "news", "weather");
        var b = new Listener("news");
        a.ref.tell(new Listener.Leave("news"));
        await().until(() -> pubsub.subscriberCount("news") == 1);
        a.ref.tell(new Listener.Leave("news")); // nothing is left, which is no error
        pubsub.broadcast("news", 1);
        pubsub.broadcast("weather", 2);
        assertThat(a.next()).isEqualTo(2);
        assertThat(b.next()).isEqualTo(1);
        node().exit(a.pid(), ExitReason.KILL);
        assertThat(pubsub.subscriberCount("weather")).isZero();
        assertThat(pubsub.subscriberCount("news")).isEqualTo(1);
    }

    @Test
    void section21LocalBroadcastFromSkipsOneProcess() throws InterruptedException {
        var a = new Listener("news");
        var b = new Listener("news");
        pubsub.localBroadcastFrom(a.pid(), "news", 1);
        pubsub.localBroadcast("news", 2);
        assertThat(a.next()).isEqualTo(2);
        assertThat(List.of(b.next(), b.next())).containsExactly(1, 2);
    }

    @Test
    void section21DirectBroadcastReachesOneNodeOnly() throws InterruptedException {
        var wire = new RecordingAdapter();
        var clustered = PubSub.named("clustered").adapter(wire);
        try (var running = Redstart.start(supervisor("here").child(clustered))) {
            var heard = new LinkedBlockingQueue<Object>();
            var _ = running.node().start(ProcessSpec.of("listener", () -> new Reporting(clustered, heard)))
                    .orElseThrow();
            clustered.directBroadcast("there", "news", 1);
            clustered.directBroadcast("here", "news", 2);
            assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(wire.published).containsExactly("news 1 to there");
        }
        pubsub.directBroadcast("nowhere", "news", 3); // nobody is there to get it, and nobody is told
    }

    /** Hands on what it hears of news. */
    private record Reporting(PubSub from, LinkedBlockingQueue<Object> heard) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            from.subscribe(context, "news");
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            heard.add(message);
            return Next.same();
        }
    }

    /** The adapter comes before this node's subscribers: what is published by a subscriber has left before anybody here can answer it. */
    @Test
    void section21OtherNodesFirst() {
        var wire = new RecordingAdapter();
        var clustered = PubSub.named("clustered").adapter(wire);
        record Looking(List<String> published, List<Integer> seen) implements SelfDispatching {
            @Override
            public void dispatch(Subscribers subscribers) {
                seen.add(published.size());
            }
        }
        try (var _ = Redstart.start(supervisor("clustered").child(clustered))) {
            var message = new Looking(wire.published, new ArrayList<>());
            clustered.broadcast("news", message);
            assertThat(message.seen).containsExactly(1);
        }
    }

    @Test
    void closingASubscriptionEndsIt() throws InterruptedException {
        var a = new Listener("news", "weather");
        a.subscriptions.getFirst().close();
        pubsub.broadcast("news", 1);
        pubsub.broadcast("weather", 2);
        assertThat(a.next()).isEqualTo(2);
    }

    @Test
    void section19TwoBroadcastsOfOnePublisherStayInOrder() throws InterruptedException {
        var listeners = List.of(new Listener("news"), new Listener("news"));
        for (int i = 0; i < 1_000; i++) {
            pubsub.broadcast("news", i);
        }
        for (var listener : listeners) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(listener.next()).isEqualTo(i);
            }
        }
    }

    @Test
    void aFullMailboxCostsThePublisherNothing() throws InterruptedException {
        var full = new Listener(new Mailbox(1, Mailbox.Overflow.FAIL_SENDER), "news");
        var other = new Listener("news");
        var gate = new LinkedBlockingQueue<Boolean>();
        full.ref.tell(new Listener.Tell(() -> takeUninterruptibly(gate)));
        for (int i = 0; i < 10; i++) {
            pubsub.broadcast("news", i);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(other.next()).isEqualTo(i);
        }
        gate.add(true);
        assertThat(node().telemetry().counter("redstart.pubsub.refused", "pubsub", "test").count()).isPositive();
    }

    private static void takeUninterruptibly(LinkedBlockingQueue<Boolean> gate) {
        try {
            gate.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSelfDispatchingMessageReachesItsSubscribersItself() {
        record Counting(List<Subscriber> reached) implements SelfDispatching {
            @Override
            public void dispatch(Subscribers subscribers) {
                subscribers.forEach(reached::add);
            }
        }
        var a = new Listener("news");
        var message = new Counting(new ArrayList<>());
        pubsub.broadcast("news", message);
        assertThat(message.reached).extracting(Subscriber::pid).containsExactly(a.pid());
        assertThat(a.heard).isEmpty();
    }

    @Test
    void whatDoesNotRunSaysSo() {
        var other = PubSub.named("other");
        assertThatThrownBy(() -> other.broadcast("news", 1)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pubsub other does not run");
        assertThatThrownBy(() -> PubSub.named(" ")).hasMessageContaining("was \" \"");
    }

    @Test
    void theAdapterCarriesMessagesBothWaysAndEndsWithThePubSub() throws InterruptedException {
        var wire = new RecordingAdapter();
        var clustered = PubSub.named("clustered").adapter(wire);
        try (var _ = Redstart.start(supervisor("clustered").child(clustered))) {
            var pid = new Listener("x").pid();
            clustered.broadcastFrom(pid, "news", 1);
            clustered.localBroadcast("news", 2);
            assertThat(wire.published).containsExactly("news 1 from " + pid);
            assertThat(wire.inbound).isNotNull();
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> wire.closed);
        assertThatThrownBy(() -> clustered.broadcast("news", 3)).isInstanceOf(IllegalStateException.class);
    }

    private static final class RecordingAdapter implements PubSubAdapter {
        final List<String> published = new CopyOnWriteArrayList<>();
        volatile @Nullable Inbound inbound;
        volatile boolean closed;

        @Override
        public void start(LocalNode node, String pubsub, Inbound inbound) {
            this.inbound = inbound;
        }

        @Override
        public void publish(String topic, @Nullable Pid from, Object message) {
            published.add(topic + " " + message + " from " + from);
        }

        @Override
        public void publishTo(String node, String topic, Object message) {
            published.add(topic + " " + message + " to " + node);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
