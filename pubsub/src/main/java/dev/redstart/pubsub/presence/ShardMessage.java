package dev.redstart.pubsub.presence;

import java.util.Optional;

import dev.redstart.process.Pid;
import dev.redstart.process.ReplyTo;
import org.jspecify.annotations.Nullable;

/** What a shard understands. */
sealed interface ShardMessage {
    /** Replies with the entry; with nothing if there is one already. */
    record Track(Pid process, String topic, String key, Object meta,
            ReplyTo<Optional<Entry>> from) implements ShardMessage {}

    /** Replies with the new entry; with nothing if there is none to update. */
    record Update(Pid process, String topic, String key, Object meta,
            ReplyTo<Optional<Entry>> from) implements ShardMessage {}

    /** Replies when that is done. Null for whatever topic, whatever key. */
    record Untrack(Pid process, @Nullable String topic, @Nullable String key,
            ReplyTo<Boolean> from) implements ShardMessage {}

    /** From another node. */
    record Received(PresenceMessage message) implements ShardMessage {}

    /** Another period is over. */
    record Tick() implements ShardMessage {}
}
