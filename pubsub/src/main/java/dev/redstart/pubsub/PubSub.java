package dev.redstart.pubsub;

import java.util.Objects;
import java.util.function.Function;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.supervisor.ChildSpec;
import dev.redstart.supervisor.Startable;
import dev.redstart.telemetry.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Publish and subscribe by topic. It is a child of a supervisor and, once that has started it, the thing itself:
 *
 * {@snippet :
 * var pubsub = PubSub.named("chat");
 * Redstart.start(supervisor("chat").child(pubsub).child(new Greeter(pubsub)));
 * // in a process: pubsub.subscribe(context, "news");      anywhere: pubsub.broadcast("news", new Headline("…"));
 * }
 *
 * <p>Subscribing twice delivers twice. Messages are shared between all who get them, so they must be immutable. Delivery is at most once:
 * nothing is kept for those who are not there.
 *
 * <p>The subscriptions are a data structure that publishers and subscribers reach directly; the supervised process only owns its life, and
 * when that ends so do they.
 *
 * <p>Threading: all methods may be called from any thread; a broadcast runs in the thread that calls it.
 */
public final class PubSub implements Startable {
    /** What exists while the pubsub runs. */
    private record Running(String node, TopicTable table, Counter broadcasts, Counter refused) {}

    private final String name;
    private final PubSubAdapter adapter;
    private volatile @Nullable Running running;

    private PubSub(String name, PubSubAdapter adapter) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a pubsub name must not be blank, was \"" + name + "\"");
        }
        this.name = name;
        this.adapter = Objects.requireNonNull(adapter, "adapter");
    }

    /** A pubsub for this node alone. */
    public static PubSub named(String name) {
        return new PubSub(name, PubSubAdapter.local());
    }

    /** The same, not yet started, with {@code other} between the nodes. */
    public PubSub adapter(PubSubAdapter other) {
        return new PubSub(name, other);
    }

    /** Its name, the same on all nodes. */
    public String name() {
        return name;
    }

    /** {@link #subscribe(ProcessContext, String, Function)} for a process that understands every message. */
    public Subscription subscribe(ProcessContext<Object> self, String topic) {
        return subscribe(self, topic, message -> message);
    }

    /**
     * Gives the calling process what is published on {@code topic} from now on, until the subscription is closed or the process ends.
     *
     * @param as makes of a message what the process understands; runs in the publisher, so it should only wrap
     * @throws IllegalStateException if the pubsub does not run
     */
    public <M> Subscription subscribe(ProcessContext<M> self, String topic, Function<Object, ? extends M> as) {
        return subscribe(self, topic, new ProcessSubscriber<>(self.self(), as, running().refused));
    }

    /**
     * Gives {@code subscriber} what is published on {@code topic} from now on, until the subscription is closed or the calling process ends.
     *
     * @throws IllegalStateException if the pubsub does not run
     */
    public Subscription subscribe(ProcessContext<?> self, String topic, Subscriber subscriber) {
        return self.own(running().table.subscribe(topic, subscriber));
    }

    /**
     * Ends all subscriptions of the calling process to {@code topic}; none is no error. It has to look for them among the topic's
     * subscribers: who has kept a {@link Subscription} of a topic with many closes that instead.
     *
     * @throws IllegalStateException if the pubsub does not run
     */
    public void unsubscribe(ProcessContext<?> self, String topic) {
        for (var subscription : running().table.subscriptions(topic, self.pid())) {
            self.disown(subscription);
            subscription.close();
        }
    }

    /**
     * Publishes {@code message} on all nodes: on the others first, then here.
     *
     * @throws IllegalStateException if the pubsub does not run
     */
    public void broadcast(String topic, Object message) {
        publish(topic, null, message);
    }

    /** {@link #broadcast} to all but the process {@code from}. */
    public void broadcastFrom(Pid from, String topic, Object message) {
        publish(topic, Objects.requireNonNull(from, "from"), message);
    }

    /** {@link #broadcast} on this node only. */
    public void localBroadcast(String topic, Object message) {
        dispatch(topic, null, message);
    }

    /** {@link #localBroadcast} to all but the process {@code from}. */
    public void localBroadcastFrom(Pid from, String topic, Object message) {
        dispatch(topic, Objects.requireNonNull(from, "from"), message);
    }

    /**
     * {@link #broadcast} on one node only. If that node is not to be reached nobody gets the message, and nobody is told.
     *
     * @param node its name, which may be this node's
     */
    public void directBroadcast(String node, String topic, Object message) {
        Objects.requireNonNull(message, "message");
        if (node.equals(running().node)) {
            dispatch(topic, null, message);
        } else {
            adapter.publishTo(node, topic, message);
        }
    }

    /** How many have subscribed to {@code topic} on this node. */
    public int subscriberCount(String topic) {
        return running().table.count(topic);
    }

    private void publish(String topic, @Nullable Pid from, Object message) {
        running(); // a message that does not reach this node should not reach the others either
        adapter.publish(topic, from, message);
        dispatch(topic, from, message);
    }

    private void dispatch(String topic, @Nullable Pid from, Object message) {
        Objects.requireNonNull(message, "message");
        var now = running();
        now.broadcasts.increment();
        var subscribers = now.table.subscribers(topic, from);
        if (message instanceof SelfDispatching self) {
            self.dispatch(subscribers);
        } else {
            subscribers.forEach(subscriber -> subscriber.deliver(message));
        }
    }

    private Running running() {
        var now = running;
        if (now == null) {
            throw new IllegalStateException(
                    "pubsub " + name + " does not run; make it a child of a supervisor, before those who use it");
        }
        return now;
    }

    @Override
    public ChildSpec childSpec() {
        return ChildSpec.worker(name, () -> new Life());
    }

    private void open(LocalNode node) {
        if (running != null) {
            throw new IllegalStateException(
                    "pubsub " + name + " runs already; one object can be started once at a time");
        }
        var telemetry = node.telemetry();
        telemetry.gauge("redstart.pubsub.topics", this::topicCount, "pubsub", name);
        running = new Running(node.name(), new TopicTable(),
                telemetry.counter("redstart.pubsub.broadcasts", "pubsub", name),
                telemetry.counter("redstart.pubsub.refused", "pubsub", name));
    }

    private int topicCount() {
        var now = running;
        return now == null ? 0 : now.table.topicCount();
    }

    private void close() {
        adapter.close();
        running = null;
    }

    /** The process that owns the life of the pubsub, and does nothing else. */
    private final class Life implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            open(context.node());
            context.own(PubSub.this::close);
            adapter.start(context.node(), name, PubSub.this::dispatch);
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }
}
