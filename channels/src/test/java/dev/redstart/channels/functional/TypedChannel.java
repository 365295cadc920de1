package dev.redstart.channels.functional;

import java.util.List;
import java.util.Map;

import dev.redstart.channels.Channel;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import dev.redstart.channels.Socket;

import static dev.redstart.channels.HandleResult.noReply;
import static dev.redstart.channels.HandleResult.reply;

/** The way channels are meant to be written: its events are records. */
final class TypedChannel implements Channel<Integer, TypedChannel.In> {
    sealed interface In {}

    record Shout(String body) implements In {}

    record AddAll(List<Integer> numbers) implements In {}

    @Override
    public JoinResult<Integer> join(String topic, Payload payload, Socket socket) {
        return JoinResult.joined(0);
    }

    @Override
    public HandleResult<Integer> handleIn(In event, Integer sum, Socket socket) {
        return switch (event) {
            case Shout shout -> {
                socket.broadcast("shout", shout);
                yield noReply(sum);
            }
            case AddAll(var numbers) -> {
                var next = sum + numbers.stream().mapToInt(Integer::intValue).sum();
                yield reply(Reply.ok(Map.of("sum", next)), next);
            }
        };
    }
}
