package dev.redstart.channels.functional;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import dev.redstart.channels.Channel;
import dev.redstart.channels.Event;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.LogLevel;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import dev.redstart.channels.Socket;
import dev.redstart.process.ExitReason;

import static dev.redstart.channels.HandleResult.noReply;
import static dev.redstart.channels.HandleResult.reply;
import static dev.redstart.channels.HandleResult.stop;

/**
 * Does in whatever callback it is told what it is told: the event is the callback, {@code how} is what. It handles no other messages.
 *
 * @param route a value that belongs to the route
 */
record EndingChannel(String route) implements Channel<String, Event> {
    private record Do(String how) {}

    @Override
    public JoinResult<String> join(String topic, Payload payload, Socket socket) {
        return JoinResult.joined(topic, Map.of("route", route));
    }

    @Override
    public Set<String> intercepts() {
        return Set.of("out");
    }

    @Override
    public HandleResult<String> handleIn(Event event, String topic, Socket socket) {
        var how = event.payload().text("how").orElse("");
        return switch (event.name()) {
            case "info" -> {
                socket.sendAfter(Duration.ZERO, new Do(how));
                yield noReply(topic);
            }
            case "unknown" -> {
                socket.sendAfter(Duration.ZERO, "a message nobody expects");
                yield noReply(topic);
            }
            case "out" -> {
                socket.broadcast("out", event.payload());
                yield noReply(topic);
            }
            case "bare" -> reply(Reply.ok(), topic);
            default -> act(how, topic, socket);
        };
    }

    @Override
    public HandleResult<String> handleInfo(Object message, String topic, Socket socket) throws Exception {
        return message instanceof Do(var how)
                ? act(how, topic, socket)
                : Channel.super.handleInfo(message, topic, socket);
    }

    @Override
    public HandleResult<String> handleOut(String event, Object payload, String topic, Socket socket) {
        return act(((Payload) payload).text("how").orElse(""), topic, socket);
    }

    @Override
    public LogLevel logJoin() {
        return LogLevel.OFF;
    }

    @Override
    public LogLevel logHandleIn() {
        return LogLevel.OFF;
    }

    private static HandleResult<String> act(String how, String topic, Socket socket) {
        return switch (how) {
            case "stop" -> stop(ExitReason.NORMAL, topic);
            case "shut down" -> stop(ExitReason.SHUTDOWN, topic);
            case "fail" -> stop(new ExitReason.Custom("broken"), topic);
            case "throw" -> throw new IllegalStateException("boom");
            case "ask for the ref" -> {
                socket.ref().reply(Reply.ok());
                yield noReply(topic);
            }
            default -> noReply(topic);
        };
    }
}
