package dev.redstart.channels.functional;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import dev.redstart.Redstart;
import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Channel;
import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.Event;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import dev.redstart.channels.Routes;
import dev.redstart.channels.Socket;
import dev.redstart.channels.UserSocket;
import dev.redstart.channels.presence.Presence;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.process.ExitReason;
import dev.redstart.pubsub.PubSub;
import dev.redstart.pubsub.presence.TrackException;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;

/** A server where people are. Who joins with a {@code key} is there. */
final class PeopleServer implements AutoCloseable {
    private final Transport transport;
    private final PubSub pubsub = PubSub.named("test");
    private final Presence presence;
    private final Redstart system;
    private final int port;
    private final List<Client> clients = new ArrayList<>();

    PeopleServer(Transport transport, UnaryOperator<Presence> settings) {
        this.transport = transport;
        presence = settings.apply(Presence.named("people", pubsub));
        var endpoint = Endpoint.on(0).bind("127.0.0.1").socket("/socket", new PeopleSocket(), TestServer.OPTIONS);
        system = Redstart.start(supervisor("test").child(pubsub).child(presence).child(endpoint));
        port = endpoint.port(system.node());
    }

    private final class PeopleSocket implements UserSocket<String> {
        @Override
        public Routes routes() {
            return Routes.of("room:*", PeopleChannel.class, () -> new PeopleChannel(presence));
        }

        @Override
        public PubSub pubsub() {
            return pubsub;
        }

        @Override
        public ConnectResult<String> connect(Connect connect) {
            return ConnectResult.ok(connect.param("user").orElseThrow());
        }

        @Override
        public Optional<String> id(String user) {
            return Optional.of(user);
        }
    }

    private record PeopleChannel(Presence presence) implements Channel<String, Event> {
        @Override
        public JoinResult<String> join(String topic, Payload payload, Socket socket) {
            return JoinResult.joined(payload.text("key").orElse(""));
        }

        @Override
        public String afterJoin(String key, Socket socket) {
            if (!key.isEmpty()) {
                presence.track(socket, key, Map.of("status", "on"));
            }
            presence.pushState(socket);
            return key;
        }

        @Override
        public HandleResult<String> handleIn(Event event, String key, Socket socket) {
            return switch (event.name()) {
                case "boom" -> throw new IllegalStateException("boom");
                case "stop" -> HandleResult.stop(ExitReason.NORMAL, key);
                default -> HandleResult.reply(answer(event, key, socket), key);
            };
        }

        private Reply answer(Event event, String key, Socket socket) {
            try {
                return Reply.ok(Map.of("did", switch (event.name()) {
                    case "track" -> presence.track(socket, key, event.payload());
                    case "update" -> presence.update(socket, key, event.payload());
                    case "untrack" -> {
                        presence.untrack(socket, key);
                        yield "untrack";
                    }
                    case String other -> other;
                }));
            } catch (TrackException | IllegalArgumentException e) {
                return Reply.error(Map.of("reason", e.getClass().getSimpleName()));
            }
        }
    }

    Presence presence() {
        return presence;
    }

    Redstart system() {
        return system;
    }

    /** Joins {@code room:x} and takes the reply. */
    Person join(String key) {
        var id = "user" + clients.size();
        var client = transport.connect(port, "user=" + id);
        clients.add(client);
        var person = new Person(client, id);
        person.join(key);
        return person;
    }

    /** The server cuts the connection. */
    void disconnect(Person person) {
        new Broadcast(person.id, "disconnect", Map.of()).on(pubsub);
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
        system.close();
    }

    /** A client on the topic. What it sees of refs is told apart by their order: the first is {@code A}, the next {@code B}. */
    static final class Person {
        private static final Pattern REF = Pattern.compile("(phx_ref(?:_prev)?\":\")([A-Za-z0-9_-]{16})\"");

        private final Client client;
        private final String id;
        private final List<String> refs = new ArrayList<>();

        Person(Client client, String id) {
            this.client = client;
            this.id = id;
        }

        Client client() {
            return client;
        }

        void join(String key) {
            client.send("[\"7\",\"7\",\"room:x\",\"phx_join\",{\"key\":\"%s\"}]".formatted(key));
            assertThat(next("[\"7\",\"7\",\"room:x\",\"phx_reply\",")).isEqualTo("{\"status\":\"ok\",\"response\":{}}");
        }

        void push(String event, String payload) {
            client.send("[\"7\",\"8\",\"room:x\",\"%s\",%s]".formatted(event, payload));
        }

        /** The payload of the next frame of that kind; frames of other kinds before it are dropped. */
        private String next(String beginning) {
            for (var frame = client.next();; frame = client.next()) {
                if (frame.startsWith(beginning)) {
                    return named(frame.substring(beginning.length(), frame.length() - 1));
                }
            }
        }

        private String named(String text) {
            return REF.matcher(text).replaceAll(found -> {
                if (!refs.contains(found.group(2))) {
                    refs.add(found.group(2));
                }
                return found.group(1) + (char) ('A' + refs.indexOf(found.group(2))) + "\"";
            });
        }

        String state() {
            return next("[\"7\",null,\"room:x\",\"presence_state\",");
        }

        String diff() {
            return next("[null,null,\"room:x\",\"presence_diff\",");
        }

        String reply() {
            return next("[\"7\",\"8\",\"room:x\",\"phx_reply\",");
        }
    }
}
