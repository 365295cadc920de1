package dev.redstart.channels.server;

import dev.redstart.channels.Reply;
import dev.redstart.channels.SocketRef;
import dev.redstart.channels.serializer.Ref;
import org.jspecify.annotations.Nullable;

/** An answer that may be given later, from anywhere. Without a ref the client wants none. */
record LaneReply(Lane lane, @Nullable Ref ref) implements SocketRef {
    @Override
    public void reply(Reply reply) {
        if (ref != null) {
            lane.reply(ref, reply);
        }
    }
}
