package dev.redstart.channels.serializer;

import dev.redstart.channels.Reply;
import org.jspecify.annotations.Nullable;

/** One message to a client (the table of PROTOCOL.md 9.3). Payloads are Java values that have a JSON form. */
public sealed interface Outbound {
    /** From one channel to its client. */
    record Push(@Nullable Ref joinRef, String topic, String event, @Nullable Object payload) implements Outbound {}

    /** To everybody on the topic: the same for all, so it carries no refs. */
    record Broadcast(String topic, String event, @Nullable Object payload) implements Outbound {}

    /** The answer to one message. */
    record Answer(@Nullable Ref joinRef, @Nullable Ref ref, String topic, Reply reply) implements Outbound {}

    /** The channel of that join has ended in good order: {@code phx_close}. */
    record Close(@Nullable Ref joinRef, String topic) implements Outbound {}

    /** The channel of that join has died: {@code phx_error}. */
    record Crash(@Nullable Ref joinRef, String topic) implements Outbound {}
}
