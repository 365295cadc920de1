package dev.redstart.channels.functional;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import dev.redstart.channels.Channel;
import dev.redstart.channels.Event;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import dev.redstart.channels.Socket;
import dev.redstart.channels.SocketRef;
import dev.redstart.process.ExitReason;

import static dev.redstart.channels.HandleResult.noReply;
import static dev.redstart.channels.HandleResult.reply;
import static dev.redstart.channels.HandleResult.stop;
import static dev.redstart.channels.JoinResult.joined;
import static dev.redstart.channels.JoinResult.refuse;

/** Does what the topic and the event say: the channel behind the recorded transcripts (CONFORMANCE-APPS.md 2), and a little more. */
final class RoomChannel implements Channel<RoomChannel.Room, Event> {
    record Room(String topic) {}

    private record Later(SocketRef ref, Payload payload) {}

    private final TestServer server;

    RoomChannel(TestServer server) {
        this.server = server;
    }

    @Override
    @SuppressWarnings("NullAway") // room:badret is about that
    public JoinResult<Room> join(String topic, Payload payload, Socket socket) throws Exception {
        server.awaitGate(topic);
        if (!payload.isBytes() && payload.get("deny").isPresent()) {
            return refuse("unauthorized");
        }
        if (payload.isBytes()) {
            return joined(new Room(topic), payload);
        }
        return switch (topic) {
            case "room:denied" -> refuse("unauthorized");
            case "room:crash" -> throw new IllegalStateException("crash in join");
            case "room:badret" -> null;
            case "room:badreply" -> joined(new Room(topic), Map.of("self", this));
            case "room:raw" -> joined(new Room(topic), "a string reply");
            case "room:push" -> {
                socket.push("early", Map.of());
                yield joined(new Room(topic));
            }
            case "room:broadcast" -> {
                socket.broadcast("early", Map.of());
                yield joined(new Room(topic));
            }
            case "room:held:denied" -> refuse("unauthorized");
            case "room:held:crash" -> throw new IllegalStateException("crash in join");
            case "room:whoami" -> joined(new Room(topic), Map.of("user", socket.assign(TestServer.User.class).name()));
            default -> joined(new Room(topic), Map.of("got", payload));
        };
    }

    @Override
    public Room afterJoin(Room room, Socket socket) {
        if (room.topic().equals("room:aftercrash")) {
            throw new IllegalStateException("crash in afterJoin");
        }
        socket.push("after_join", Map.of("a", 1));
        return room;
    }

    @Override
    public Set<String> intercepts() {
        return Set.of("icpt");
    }

    @Override
    public HandleResult<Room> handleIn(Event event, Room room, Socket socket) throws Exception {
        var payload = event.payload();
        return switch (event.name()) {
            case "echo" -> reply(Reply.ok(payload), room);
            case "echo_err" -> reply(Reply.error(payload), room);
            case "custom_status" -> reply(Reply.of("weird", Map.of("a", 1)), room);
            case "raw" -> reply(Reply.ok("a string reply"), room);
            case "bare" -> reply(Reply.ok(), room);
            case "noreply" -> noReply(room);
            case "gate" -> {
                server.awaitGate(room.topic() + ":gate");
                yield reply(Reply.ok(), room);
            }
            case "push3" -> {
                for (int n = 1; n <= 3; n++) {
                    socket.push("n", Map.of("n", n));
                }
                yield reply(Reply.ok(), room);
            }
            case "bc", "icpt" -> {
                socket.broadcast(event.name(), payload);
                yield reply(Reply.ok(), room);
            }
            case "push_back" -> {
                socket.push("back", payload);
                yield noReply(room);
            }
            case "reply_twice" -> {
                socket.ref().reply(Reply.ok(Map.of("n", 1)));
                yield reply(Reply.ok(Map.of("n", 2)), room);
            }
            case "bcpush" -> {
                socket.broadcast("bc", payload);
                socket.push("pushed", payload);
                yield noReply(room);
            }
            case "bcbad" -> {
                socket.broadcast("bad", "not an object");
                yield reply(Reply.ok(), room);
            }
            case "bin_push" -> {
                socket.push("b", Payload.ofBytes(new byte[]{1, 2}));
                yield noReply(room);
            }
            case "trap" -> {
                socket.process().trapExit(true);
                yield reply(Reply.ok(), room);
            }
            case "bcf" -> {
                socket.broadcastFrom("bcf", payload);
                yield reply(Reply.ok(), room);
            }
            case "later" -> {
                socket.sendAfter(Duration.ofMillis(20), new Later(socket.ref(), payload));
                yield noReply(room);
            }
            case "later_elsewhere" -> {
                var ref = socket.ref();
                Thread.startVirtualThread(() -> ref.reply(Reply.ok(payload)));
                yield noReply(room);
            }
            case "badpush" -> {
                socket.push("bad", "a string");
                yield noReply(room);
            }
            case "badref" -> {
                socket.sendAfter(Duration.ZERO, "reply from info");
                yield noReply(room);
            }
            case "stop_normal" -> stop(ExitReason.NORMAL, room);
            case "stop_shutdown" -> stop(new ExitReason.Shutdown("enough"), room);
            case "stop_reply" -> stop(ExitReason.SHUTDOWN, Reply.ok(Map.of("last", true)), room);
            case "stop_err" -> stop(new ExitReason.Custom("broken"), room);
            case "stop_err_reply" -> stop(new ExitReason.Custom("broken"), Reply.error(Map.of("last", true)), room);
            case "exit_normal" -> {
                socket.process().exit(socket.pid(), ExitReason.NORMAL);
                yield noReply(room);
            }
            case "subscribe" -> {
                server.pubsub().subscribe(socket.process(), "elsewhere");
                yield reply(Reply.ok(), room);
            }
            case "boom" -> throw new IllegalStateException("boom");
            case "nothing" -> nothing();
            default -> reply(Reply.error(Map.of("reason", "no such event in this test")), room);
        };
    }

    @SuppressWarnings("NullAway") // what a careless application may do
    private static HandleResult<Room> nothing() {
        return null;
    }

    @Override
    public HandleResult<Room> handleInfo(Object message, Room room, Socket socket) {
        return switch (message) {
            case Later(var ref, var payload) -> {
                ref.reply(Reply.ok(payload));
                yield noReply(room);
            }
            case String text when text.equals("reply from info") -> reply(Reply.ok(), room);
            case String text -> {
                socket.push("info", Map.of("text", text));
                yield noReply(room);
            }
            default -> noReply(room);
        };
    }

    @Override
    public HandleResult<Room> handleOut(String event, Object payload, Room room, Socket socket) {
        var changed = new LinkedHashMap<String, Object>();
        if (payload instanceof Payload sent && sent.tree() instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> changed.put(String.valueOf(key), String.valueOf(value)));
        }
        changed.put("for", socket.assign(TestServer.User.class).name());
        socket.push(event, changed);
        return noReply(room);
    }

    @Override
    public HandleResult<Room> handleLost(int frames, Room room, Socket socket) {
        socket.push("caught_up", Map.of("frames", frames));
        return noReply(room);
    }

    @Override
    public void terminate(ExitReason reason, Room room, Socket socket) throws InterruptedException {
        if (room.topic().endsWith("slow end")) {
            server.awaitGate(room.topic() + ":gate");
        }
        server.terminated(room.topic(), reason);
        socket.push("terminated", Map.of());
    }
}
