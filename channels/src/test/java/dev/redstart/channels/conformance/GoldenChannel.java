package dev.redstart.channels.conformance;

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
import dev.redstart.channels.presence.Presence;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Pid;

import static dev.redstart.channels.HandleResult.noReply;
import static dev.redstart.channels.HandleResult.reply;
import static dev.redstart.channels.HandleResult.stop;
import static dev.redstart.channels.JoinResult.joined;
import static dev.redstart.channels.JoinResult.refuse;

/** The one channel class of the recorded app. */
record GoldenChannel(Map<String, Pid> channels, Presence presence) implements Channel<GoldenChannel.State, Event> {
    /**
     * What it remembers.
     *
     * @param greets whether it pushes {@code after_join}
     * @param key under which it is tracked, empty if it is not
     */
    record State(String topic, boolean greets, String key) {}

    private record Later(SocketRef ref, Payload payload) {}

    @Override
    @SuppressWarnings("NullAway") // room:badret is about that
    public JoinResult<State> join(String topic, Payload payload, Socket socket) throws InterruptedException {
        return switch (topic) {
            case "room:denied" -> refuse("unauthorized");
            case "room:crash" -> throw new IllegalStateException("crash in join");
            case "room:badret" -> null;
            case "room:slow" -> {
                Thread.sleep(Duration.ofMillis(700));
                yield joined(new State(topic, false, ""), Map.of("slow", true));
            }
            case "room:pres" -> joined(new State(topic, false, payload.text("key").orElse("anybody")));
            case "room:raw" -> joined(new State(topic, false, ""), "a string reply");
            default -> joined(new State(topic, true, ""), Map.of("topic", topic, "got", payload));
        };
    }

    @Override
    public State afterJoin(State state, Socket socket) {
        channels.put(state.topic, socket.pid());
        if (state.greets) {
            socket.push("after_join", Map.of("a", 1));
        }
        if (!state.key.isEmpty()) {
            presence.pushState(socket);
            presence.track(socket, state.key, Map.of("status", "on"));
        }
        return state;
    }

    @Override
    public Set<String> intercepts() {
        return Set.of("icpt");
    }

    @Override
    public HandleResult<State> handleIn(Event event, State state, Socket socket) {
        var payload = event.payload();
        return switch (event.name()) {
            case "echo" -> reply(Reply.ok(payload), state);
            case "echo_err" -> reply(Reply.error(payload), state);
            case "custom_status" -> reply(Reply.of("weird", payload), state);
            case "bare" -> reply(Reply.ok(), state);
            case "push3" -> {
                for (int n = 1; n <= 3; n++) {
                    socket.push("n", Map.of("n", n));
                }
                yield reply(Reply.ok(), state);
            }
            case "bc", "icpt" -> {
                socket.broadcast(event.name(), payload);
                yield reply(Reply.ok(), state);
            }
            case "bcf" -> {
                socket.broadcastFrom("bcf", payload);
                yield reply(Reply.ok(), state);
            }
            case "bin" -> reply(Reply.ok(withFf(payload)), state);
            case "bin_push" -> {
                socket.push("b", Payload.ofBytes(new byte[]{1, 2}));
                yield noReply(state);
            }
            case "bin_bc" -> {
                socket.broadcast("bb", Payload.ofBytes(new byte[]{3, 4}));
                yield noReply(state);
            }
            case "later" -> {
                socket.sendAfter(Duration.ofMillis(50), new Later(socket.ref(), payload));
                yield noReply(state);
            }
            case "badpush" -> {
                socket.push("bad", "a string");
                yield noReply(state);
            }
            default -> end(event, state, socket);
        };
    }

    private HandleResult<State> end(Event event, State state, Socket socket) {
        return switch (event.name()) {
            case "stop_normal" -> stop(ExitReason.NORMAL, state);
            case "stop_reply" -> stop(ExitReason.NORMAL, Reply.ok(event.payload()), state);
            case "stop_err" -> stop(new ExitReason.Custom("bad"), state);
            case "exit_normal" -> { // an Elixir process that exits from within a callback still runs its terminate
                terminate(ExitReason.NORMAL, state, socket);
                socket.process().exit(socket.pid(), ExitReason.NORMAL);
                yield noReply(state);
            }
            case "boom" -> throw new IllegalStateException("boom");
            default -> people(event, state, socket);
        };
    }

    private HandleResult<State> people(Event event, State state, Socket socket) {
        switch (event.name()) {
            case "pres_update" -> presence.update(socket, state.key,
                    event.payload().tree() instanceof Map<?, ?> meta && !meta.isEmpty()
                            ? event.payload()
                            : Map.of("status", "away"));
            case "pres_state" -> presence.pushState(socket);
            case "pres_untrack" -> presence.untrack(socket, state.key);
            default -> {
                return noReply(state);
            }
        }
        return reply(Reply.ok(), state);
    }

    private static Payload withFf(Payload payload) {
        var bytes = payload.bytes();
        var longer = new byte[bytes.remaining() + 1];
        bytes.get(longer, 0, longer.length - 1);
        longer[longer.length - 1] = (byte) 0xFF;
        return Payload.ofBytes(longer);
    }

    @Override
    public HandleResult<State> handleOut(String event, Object payload, State state, Socket socket) {
        var changed = new LinkedHashMap<String, Object>();
        if (payload instanceof Payload sent && sent.tree() instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> changed.put(String.valueOf(key), value));
        }
        changed.put("by", socket.joinRef().orElse(""));
        socket.push(event, changed);
        return noReply(state);
    }

    @Override
    public HandleResult<State> handleInfo(Object message, State state, Socket socket) {
        if (message instanceof Later(var ref, var payload)) {
            ref.reply(Reply.ok(payload));
        }
        return noReply(state);
    }

    @Override
    public void terminate(ExitReason reason, State state, Socket socket) {
        channels.remove(state.topic, socket.pid());
        socket.push("terminated", Map.of());
    }
}
