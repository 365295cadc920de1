package dev.redstart.docs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redstart.Redstart;
import dev.redstart.channels.Broadcast;
import dev.redstart.channels.presence.Presence;
import dev.redstart.channels.presence.Present;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.process.Pid;
import dev.redstart.pubsub.PubSub;
import dev.redstart.pubsub.presence.Tracker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What {@code docs/presence.md} says of its snippets. */
class PresencePageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final PubSub pubsub = PubSub.named("people-pubsub");

    /** A client that keeps what it is sent. */
    private static final class Client implements WebSocket.Listener, AutoCloseable {
        final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;

        Client(int port, String user) {
            var uri = URI.create("ws://127.0.0.1:" + port + "/socket/websocket?vsn=2.0.0&user=" + user);
            socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, this).join();
        }

        Client join() {
            return send("[\"1\",\"1\",\"room:lobby\",\"phx_join\",{}]");
        }

        Client send(String frame) {
            socket.sendText(frame, true).join();
            return this;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                frames.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        String sees(String what) throws InterruptedException {
            for (;;) {
                var frame = frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(frame).as("a frame with %s", what).isNotNull();
                if (String.valueOf(frame).contains(what)) {
                    return String.valueOf(frame);
                }
            }
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    @Test
    void theRoomKnowsWhoIsThereAndOnHowManyDevices() throws InterruptedException {
        var presence = Presence.named("people", pubsub);
        var endpoint = Endpoint.on(0).bind("127.0.0.1")
                .socket("/socket", new PeopleApp.PeopleSocket(pubsub, presence));
        try (var system = Redstart.start(PeopleApp.tree(pubsub, presence, endpoint));
                var bo = new Client(endpoint.port(system.node()), "bo").join()) {
            assertThat(bo.sees("presence_state")).contains("\"bo\":{\"metas\":[{\"phx_ref\":");
            var phone = new Client(endpoint.port(system.node()), "ana").join();
            try (var laptop = new Client(endpoint.port(system.node()), "ana").join()) {
                await().atMost(PATIENCE).until(() -> devices(presence, "ana") == 2);
                laptop.send("[\"1\",\"2\",\"room:lobby\",\"away\",{\"away\":true}]");
                assertThat(bo.sees("phx_ref_prev")).contains("presence_diff").contains("\"away\":true");
                phone.close();
                await().atMost(PATIENCE).until(() -> devices(presence, "ana") == 1);
            }
            await().atMost(PATIENCE).until(() -> presence.count("room:lobby") == 1);
        }
    }

    // @start region="presence-devices"
    static int devices(Presence presence, String user) {
        return presence.getByKey("room:lobby", user).map(present -> present.metas().size()).orElse(0);
    }
    // @end

    // @start region="presence-pages"
    static void showAll(Presence presence, Map<String, Present> page) {
        var next = presence.page("room:lobby", 50);
        page.putAll(next.present());
        while (next.next().isPresent()) {
            next = presence.page("room:lobby", next.next().get(), 50);
            page.putAll(next.present());
        }
    }
    // @end

    @Test
    void pagesShowEverybody() {
        var presence = Presence.named("people", pubsub);
        try (var system = Redstart.start(supervisor("people").child(pubsub).child(presence))) {
            var pid = system.root().ref().pid();
            for (int i = 0; i < 120; i++) {
                presence.track(pid, "room:lobby", "user" + i, Map.of());
            }
            var all = new ConcurrentHashMap<String, Present>();
            showAll(presence, all);
            assertThat(all).hasSize(120);
            assertThat(presence.count("room:lobby")).isEqualTo(120);
        }
    }

    /** A table of names. */
    interface Users {
        Map<String, String> names(Iterable<String> ids);
    }

    // @start region="presence-fetch"
    static Presence withNames(PubSub pubsub, Users users) {
        return Presence.named("people", pubsub).fetch((topic, presences) -> {
            var names = users.names(presences.keySet()); // one query for all of them
            presences.replaceAll((id, present) -> present.with("name", names.getOrDefault(id, "somebody")));
            return presences;
        });
    }
    // @end

    @Test
    void fetchAddsNames() {
        var presence = withNames(pubsub, _ -> Map.of("7", "Ana"));
        try (var system = Redstart.start(supervisor("people").child(pubsub).child(presence))) {
            presence.track(system.root().ref().pid(), "room:lobby", "7", Map.of());
            assertThat(presence.getByKey("room:lobby", "7").orElseThrow().fields()).containsEntry("name", "Ana");
        }
    }

    // @start region="presence-metas"
    static Presence withGames(PubSub pubsub) {
        return Presence.named("people", pubsub).handleMetas(HashSet<String>::new, (topic, diff, presence, games) -> {
            if (presence.count(topic) < 2) {
                games.remove(topic);
            } else if (games.add(topic)) {
                new Broadcast(topic, "game_starts", Map.of("players", diff.joins().keySet())).on(pubsub);
            }
            return games;
        });
    }
    // @end

    @Test
    void theSecondPlayerStartsTheGame() throws InterruptedException {
        var presence = withGames(pubsub);
        var endpoint = Endpoint.on(0).bind("127.0.0.1")
                .socket("/socket", new PeopleApp.PeopleSocket(pubsub, presence));
        try (var system = Redstart.start(PeopleApp.tree(pubsub, presence, endpoint));
                var ana = new Client(endpoint.port(system.node()), "ana").join()) {
            ana.sees("presence_diff");
            try (var bo = new Client(endpoint.port(system.node()), "bo").join()) {
                assertThat(ana.sees("game_starts")).contains("{\"players\":[\"bo\"]}");
                bo.sees("game_starts");
            }
        }
    }

    // @start region="presence-tracker"
    static Tracker workers(BlockingQueue<String> log) {
        return Tracker.named("workers").listener(() -> diff -> {
            diff.joins().forEach(worker -> log.add(worker.key() + " works on " + diff.topic()));
            diff.leaves().forEach(worker -> log.add(worker.key() + " is gone"));
        });
    }

    static void work(Tracker workers, Pid worker) {
        workers.track(worker, "invoices", "worker-1", Map.of("since", 2026));
    }
    // @end

    @Test
    void aTrackerIsPresenceWithoutClients() throws InterruptedException {
        var log = new LinkedBlockingQueue<String>();
        var workers = workers(log);
        try (var system = Redstart.start(supervisor("people").child(workers))) {
            var pid = system.root().ref().pid();
            work(workers, pid);
            assertThat(log.poll(20, TimeUnit.SECONDS)).isEqualTo("worker-1 works on invoices");
            workers.untrack(pid);
            assertThat(log.poll(20, TimeUnit.SECONDS)).isEqualTo("worker-1 is gone");
            assertThat(List.copyOf(workers.list("invoices").keySet())).isEmpty();
        }
    }
}
