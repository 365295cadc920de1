package dev.redstart.docs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.redstart.Redstart;
import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Channel;
import dev.redstart.channels.Conflatable;
import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.Event;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import dev.redstart.channels.Routes;
import dev.redstart.channels.Socket;
import dev.redstart.channels.SocketRef;
import dev.redstart.channels.UserSocket;
import dev.redstart.channels.test.ChannelTester;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.endpoint.LongPoll;
import dev.redstart.endpoint.OriginPolicy;
import dev.redstart.endpoint.SocketOptions;
import dev.redstart.endpoint.token.TokenResult;
import dev.redstart.endpoint.token.Tokens;
import dev.redstart.process.ExitReason;
import dev.redstart.pubsub.PubSub;
import dev.redstart.supervisor.SupervisorSpec;
import dev.redstart.websocket.WebSocketLimits;
import dev.redstart.websocket.WebSocketLimits.Overflow;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import static dev.redstart.channels.HandleResult.noReply;
import static dev.redstart.channels.HandleResult.reply;
import static dev.redstart.channels.HandleResult.stop;
import static dev.redstart.channels.JoinResult.joined;
import static dev.redstart.channels.JoinResult.refuse;
import static dev.redstart.supervisor.Strategy.REST_FOR_ONE;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;

/** The application of {@code docs/channels.md}. */
final class RoomGuide {
    private RoomGuide() {}

    // @start region="channels-socket"
    record User(String name) {}

    /** Who may connect, and which topics there are. */
    record ChatSocket(PubSub pubsub) implements UserSocket<User> {
        @Override
        public Routes routes() {
            return Routes.of("room:*", RoomChannel.class, RoomChannel::new) // tried in this order
                    .and("pipe:*", PipeChannel.class, PipeChannel::new);
        }

        @Override
        public ConnectResult<User> connect(Connect connect) {
            return connect.param("user") // whoever they say they are; see below
                    .map(name -> ConnectResult.ok(new User(name)))
                    .orElse(ConnectResult.refused("who are you?"));
        }

        @Override
        public Optional<String> id(User user) {
            return Optional.of("users:" + user.name()); // a topic that names all connections of this user
        }
    }
    // @end

    // @start region="channels-token"
    /** Goes into the page of somebody who has logged in. */
    static String tokenFor(String user, Tokens tokens) {
        return tokens.sign(user);
    }

    /** A better connect. */
    static ConnectResult<User> byToken(Connect connect, Tokens tokens) {
        return switch (tokens.verify(connect.authToken())) {
            case TokenResult.Valid(var name) -> ConnectResult.ok(new User(name));
            case TokenResult.Refused(var why) -> ConnectResult.refused("token " + why);
        };
    }
    // @end

    // @start region="channels-tree"
    public static void main(String[] args) {
        var pubsub = PubSub.named("chat");
        Redstart.run(tree(pubsub, endpoint(pubsub)));
    }

    static SupervisorSpec tree(PubSub pubsub, Endpoint endpoint) {
        return supervisor("chat").strategy(REST_FOR_ONE).child(pubsub).child(endpoint);
    }

    static Endpoint endpoint(PubSub pubsub) {
        return Endpoint.on(4000).socket("/socket", new ChatSocket(pubsub), SocketOptions.defaults()
                .origins(OriginPolicy.list("https://chat.example", "//localhost"))
                .authToken(true)
                .longPoll(LongPoll.on()));
    }
    // @end

    // @start region="channels-channel"
    /** One client in one room. It has a process of its own: it may block, and when it fails nobody else does. */
    static final class RoomChannel implements Channel<RoomChannel.Room, RoomChannel.In> {
        sealed interface In {}

        record Shout(String body) implements In {}

        record History(@Min(1) @Max(200) int last) implements In {}

        record Slow() implements In {}

        record Leave() implements In {}

        /** What the channel remembers from one event to the next. */
        record Room(String name, int shouts) {}

        record Said(String user, String body) {}

        @Override
        public JoinResult<Room> join(String topic, Payload payload, Socket socket) {
            return topic.equals("room:closed") ? refuse("closed") : joined(new Room(topic, 0));
        }

        @Override
        public Room afterJoin(Room room, Socket socket) {
            socket.push("welcome", Map.of("room", room.name())); // the first place where sending is possible
            return room;
        }

        @Override
        public HandleResult<Room> handleIn(In event, Room room, Socket socket) {
            return switch (event) { // a new event does not compile until it is handled
                case Shout(var body) -> {
                    socket.broadcast("shout", new Said(socket.assign(User.class).name(), body));
                    yield noReply(new Room(room.name(), room.shouts() + 1));
                }
                case History(var last) -> reply(Reply.ok(Map.of("last", last)), room);
                case Slow _ -> later(room, socket);
                case Leave _ -> stop(ExitReason.NORMAL, room);
            };
        }
        // @end

        // @start region="channels-later"
        /** Answers when the answer is there; the channel goes on meanwhile. */
        private static HandleResult<Room> later(Room room, Socket socket) {
            socket.sendAfter(Duration.ofMillis(20), new Answer(socket.ref()));
            return noReply(room);
        }

        private record Answer(SocketRef to) {}

        @Override
        public HandleResult<Room> handleInfo(Object message, Room room, Socket socket) {
            if (message instanceof Answer(var to)) {
                to.reply(Reply.ok(Map.of("at", "last")));
            }
            return noReply(room);
        }
        // @end

        // @start region="channels-intercept"
        @Override
        public Set<String> intercepts() {
            return Set.of("whisper");
        }

        /** Runs for each client on the topic, and decides what that client gets. */
        @Override
        public HandleResult<Room> handleOut(String event, Object payload, Room room, Socket socket) {
            if (payload instanceof Map<?, ?> whisper && socket.assign(User.class).name().equals(whisper.get("to"))) {
                socket.push(event, payload);
            }
            return noReply(room);
        }
        // @end
    }

    // @start region="channels-payload"
    /** Takes whatever comes, JSON or bytes, and passes it on. */
    static final class PipeChannel implements Channel<String, Event> {
        @Override
        public JoinResult<String> join(String topic, Payload payload, Socket socket) {
            return joined(topic);
        }

        @Override
        public HandleResult<String> handleIn(Event event, String topic, Socket socket) {
            socket.broadcastFrom(event.name(), event.payload()); // leaves as it came: bytes as a binary frame
            return noReply(topic);
        }
    }
    // @end

    // @start region="channels-slow"
    /** Whoever cannot keep up gets the latest price of each share, and no connection is lost for it. */
    static SocketOptions forTickers() {
        return SocketOptions.defaults().limits(WebSocketLimits.defaults().withOverflow(Overflow.CONFLATE));
    }

    record Price(String share, long cents) implements Conflatable {
        @Override
        public String conflationKey() {
            return share;
        }
    }
    // @end

    // @start region="channels-outside"
    static void announce(PubSub pubsub, String text) {
        new Broadcast("room:lobby", "news", Map.of("text", text)).on(pubsub);
    }

    static void throwOut(PubSub pubsub, String user) {
        new Broadcast("users:" + user, "disconnect", Map.of()).on(pubsub); // closes with 1001, on all nodes
    }
    // @end

    // @start region="channels-test"
    static void aShoutReachesEverybody() {
        try (var tester = ChannelTester.of(new ChatSocket(PubSub.named("test")))) {
            var ana = tester.connect(Map.of("user", "ana")).join("room:lobby");
            var bo = tester.connect(Map.of("user", "bo")).join("room:lobby");
            ana.assertJoined();
            bo.assertJoined();
            ana.push("shout", Map.of("body", "hi")).refuteReply();
            if (!bo.assertPush("shout").text("body").equals(Optional.of("hi"))) {
                throw new AssertionError("bo heard something else");
            }
            bo.push("history", Map.of("last", 1_000)).assertReply("error"); // @Max(200)
        }
    }
    // @end
}
