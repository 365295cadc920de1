package dev.redstart.docs;

import dev.redstart.channels.Channel;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Socket;

// @start region="first-channel"
final class RoomChannel implements Channel<String, RoomChannel.In> {
    sealed interface In {} // what clients may push: the record's name is the event

    record Shout(String body) implements In {}

    @Override
    public JoinResult<String> join(String topic, Payload payload, Socket socket) {
        return JoinResult.joined(topic); // the state of this channel: any value
    }

    @Override
    public HandleResult<String> handleIn(In event, String topic, Socket socket) {
        return switch (event) { // exhaustive: a new event does not compile until it is handled
            case Shout shout -> {
                socket.broadcast("shout", shout);
                yield HandleResult.noReply(topic);
            }
        };
    }
}
// @end
