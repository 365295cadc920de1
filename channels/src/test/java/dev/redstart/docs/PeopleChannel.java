package dev.redstart.docs;

import java.time.Instant;

import dev.redstart.channels.Channel;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Socket;
import dev.redstart.channels.presence.Presence;

import static dev.redstart.channels.HandleResult.noReply;
import static dev.redstart.channels.JoinResult.joined;

// @start region="presence-channel"
/** One device of somebody in a room. */
final class PeopleChannel implements Channel<String, PeopleChannel.In> {
    sealed interface In {}

    record Away(boolean away) implements In {}

    /** What everybody in the room is told about a device. */
    record Device(long onlineAt, boolean away) {}

    private final Presence presence;

    PeopleChannel(Presence presence) {
        this.presence = presence;
    }

    @Override
    public JoinResult<String> join(String topic, Payload payload, Socket socket) {
        return joined(socket.assign(String.class)); // the state is the user's name
    }

    @Override
    public String afterJoin(String user, Socket socket) {
        presence.track(socket, user, new Device(Instant.now().getEpochSecond(), false));
        presence.pushState(socket);
        return user;
    }

    @Override
    public HandleResult<String> handleIn(In event, String user, Socket socket) {
        return switch (event) {
            case Away(var away) -> {
                presence.update(socket, user, new Device(Instant.now().getEpochSecond(), away));
                yield noReply(user);
            }
        };
    }
}
// @end
