package dev.redstart.example.chat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.redstart.channels.Channel;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import dev.redstart.channels.Socket;
import dev.redstart.channels.presence.Presence;
import org.jspecify.annotations.Nullable;

import static dev.redstart.channels.HandleResult.noReply;
import static dev.redstart.channels.HandleResult.reply;
import static dev.redstart.channels.JoinResult.joined;
import static dev.redstart.channels.JoinResult.refuse;

/** One person in one room. It has a process of its own, so it may wait for the database, and when it fails nobody else does. */
final class RoomChannel implements Channel<RoomChannel.Room, RoomChannel.In> {
    private static final String TOPICS = "room:";
    private static final Pattern ROOM_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int WELCOME_MESSAGES = 50;
    private static final int LONGEST_PAGE = 200;

    private final Presence presence;
    private final RoomStore store;

    RoomChannel(Presence presence, RoomStore store) {
        this.presence = presence;
        this.store = store;
    }

    /** What a client may push. The record's name is the event, its components are the payload. */
    sealed interface In {}

    record Shout(String body) implements In {}

    record Typing(boolean on) implements In {}

    record History(int last, @Nullable UUID before) implements In {}

    /** What the channel remembers from one event to the next. */
    record Room(String name, User user) {}

    /** What clients get back. */
    record Welcome(List<Message> history, boolean stored) {}

    record Sent(boolean stored) {}

    record UserTyping(String user, boolean on) {}

    record Page(List<Message> messages) {}

    /** What everybody in the room knows of a device: since when it is there, in seconds since 1970. */
    record Device(long onlineAt) {}

    @Override
    public JoinResult<Room> join(String topic, Payload payload, Socket socket) {
        var name = topic.substring(TOPICS.length());
        if (!ROOM_NAME.matcher(name).matches()) {
            return refuse("invalid room name");
        }
        var history = store.last(name, WELCOME_MESSAGES);
        return joined(new Room(name, socket.assign(User.class)),
                new Welcome(history.orElse(List.of()), history.isDone()));
    }

    /** Whoever has the same name is the same to the others, on one device more. */
    @Override
    public Room afterJoin(Room room, Socket socket) {
        presence.track(socket, room.user().name(), new Device(Instant.now().getEpochSecond()));
        presence.pushState(socket);
        return room;
    }

    @Override
    public HandleResult<Room> handleIn(In event, Room room, Socket socket) {
        return switch (event) { // a new event does not compile until it is handled here
            case Shout(var body) -> reply(shout(body, room, socket), room);
            case History history -> reply(page(history, room), room);
            case Typing(var on) -> {
                socket.broadcastFrom("typing", new UserTyping(room.user().name(), on));
                yield noReply(room);
            }
        };
    }

    /** Everybody sees the message, kept or not; only its sender learns which. */
    private Reply shout(String body, Room room, Socket socket) {
        if (!Message.isValidBody(body)) {
            return Reply.error(Map.of("reason", "invalid_body"));
        }
        var message = Message.now(room.user().name(), body);
        var stored = store.append(room.name(), message).isDone();
        socket.broadcast("shout", message);
        return Reply.ok(new Sent(stored));
    }

    private Reply page(History history, Room room) {
        int last = Math.clamp(history.last(), 1, LONGEST_PAGE);
        var before = history.before();
        var messages = before == null ? store.last(room.name(), last) : store.lastBefore(before, room.name(), last);
        return Reply.ok(new Page(messages.orElse(List.of())));
    }
}
