package dev.redstart.example.chat;

import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.Routes;
import dev.redstart.channels.UserSocket;
import dev.redstart.channels.presence.Presence;
import dev.redstart.pubsub.PubSub;

/** Who may connect, and which topics there are. */
record ChatSocket(PubSub pubsub, Presence presence, RoomStore store) implements UserSocket<User> {
    @Override
    public Routes routes() {
        return Routes.of("room:*", RoomChannel.class, () -> new RoomChannel(presence, store));
    }

    /** Everybody may come in, under any name: there are no accounts here. */
    @Override
    public ConnectResult<User> connect(Connect connect) {
        return ConnectResult.ok(User.named(connect.param("user").orElse("")));
    }
}
