package dev.redstart.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;

import dev.redstart.process.Pid;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TopicTableTest {
    private final TopicTable table = new TopicTable();
    private final Pids pids = new Pids();

    @AfterEach
    @AfterProperty
    void close() {
        pids.close();
    }

    private record Listener(Pid pid, String name) implements Subscriber {
        @Override
        public void deliver(Object message) {}
    }

    private Listener listener(String name) {
        return new Listener(pids.next(), name);
    }

    private List<Subscriber> on(String topic) {
        return seenBy(table.subscribers(topic, null));
    }

    private static List<Subscriber> seenBy(Subscribers subscribers) {
        var seen = new ArrayList<Subscriber>();
        subscribers.forEach(seen::add);
        return seen;
    }

    @Test
    void subscribersOfOneTopicAreNotThoseOfAnother() {
        var a = listener("a");
        table.subscribe("x", a);
        assertThat(on("x")).containsExactly(a);
        assertThat(on("y")).isEmpty();
    }

    @Test
    void subscribingTwiceCountsTwice() {
        var a = listener("a");
        var first = table.subscribe("x", a);
        table.subscribe("x", a);
        assertThat(on("x")).containsExactly(a, a);
        first.close();
        first.close();
        assertThat(on("x")).containsExactly(a);
    }

    @Test
    void theSenderIsLeftOut() {
        var a = listener("a");
        var b = listener("b");
        table.subscribe("x", a);
        table.subscribe("x", b);
        assertThat(seenBy(table.subscribers("x", a.pid()))).containsExactly(b);
    }

    @Test
    void anEmptyTopicIsForgottenAndCanComeBack() {
        var subscription = table.subscribe("x", listener("a"));
        subscription.close();
        assertThat(table.topicCount()).isZero();
        table.subscribe("x", listener("b"));
        assertThat(table.count("x")).isEqualTo(1);
        subscription.close();
        assertThat(table.count("x")).isEqualTo(1);
    }

    @Test
    void aDispatchUnderWayGoesOnWithWhatItSaw() {
        var a = listener("a");
        var b = listener("b");
        var first = table.subscribe("x", a);
        var second = table.subscribe("x", b);
        var snapshot = table.subscribers("x", null);
        first.close();
        table.subscribe("x", listener("c"));
        second.close();
        assertThat(seenBy(snapshot)).containsExactly(a, b);
    }

    /** Against the obvious model: a list of lists. Positive numbers subscribe to a topic, negative ones unsubscribe one of those there. */
    @Property(tries = 300)
    void behavesLikeAList(@ForAll @Size(max = 200) List<@IntRange(min = -60, max = 100) Integer> steps) {
        var open = new ArrayList<Subscription>();
        var snapshots = new ArrayList<Subscribers>();
        var expectedOfSnapshots = new ArrayList<List<Subscriber>>();
        for (int step : steps) {
            if (step >= 0) {
                open.add(table.subscribe("topic" + step % 3, listener("" + step)));
            } else if (!open.isEmpty()) {
                open.remove(-step % open.size()).close();
            }
            if (step % 7 == 0) {
                snapshots.add(table.subscribers("topic0", null));
                expectedOfSnapshots.add(subscribersOf(open, "topic0"));
            }
        }
        for (var topic : List.of("topic0", "topic1", "topic2")) {
            assertThat(on(topic)).containsExactlyInAnyOrderElementsOf(subscribersOf(open, topic));
            assertThat(table.count(topic)).isEqualTo(subscribersOf(open, topic).size());
        }
        for (int i = 0; i < snapshots.size(); i++) {
            assertThat(seenBy(snapshots.get(i))).containsExactlyInAnyOrderElementsOf(expectedOfSnapshots.get(i));
        }
        open.forEach(Subscription::close);
        assertThat(table.topicCount()).isZero();
    }

    private static List<Subscriber> subscribersOf(List<Subscription> open, String topic) {
        return open.stream().filter(subscription -> subscription.topic().equals(topic)).map(Subscription::subscriber)
                .toList();
    }

    @Test
    void manyThreadsComeAndGo() throws InterruptedException {
        var stays = listener("stays");
        var threads = new ArrayList<Thread>();
        var ready = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            var mine = listener("" + t);
            threads.add(Thread.ofPlatform().start(() -> {
                ready.countDown();
                churn(mine);
            }));
        }
        ready.await();
        table.subscribe("x", stays);
        for (int i = 0; i < 2_000; i++) {
            assertThat(on("x")).contains(stays);
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(on("x")).containsExactly(stays);
        assertThat(table.topicCount()).isEqualTo(1);
    }

    private void churn(Listener mine) {
        var random = ThreadLocalRandom.current();
        var open = new ArrayList<Subscription>();
        for (int i = 0; i < 50_000; i++) {
            if (open.isEmpty() || random.nextInt(5) > 2) {
                open.add(table.subscribe(random.nextBoolean() ? "x" : "y", mine));
            } else {
                open.remove(random.nextInt(open.size())).close();
            }
            if (open.size() > 50) {
                open.forEach(Subscription::close);
                open.clear();
            }
        }
        open.forEach(Subscription::close);
    }
}
