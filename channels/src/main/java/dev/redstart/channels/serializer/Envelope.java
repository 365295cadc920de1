package dev.redstart.channels.serializer;

import dev.redstart.channels.Payload;
import org.jspecify.annotations.Nullable;

/**
 * One message of a client, its payload not looked into.
 *
 * @param joinRef which join of the topic it belongs to, as the client sees it
 * @param ref what the answer must carry; null if none is expected
 */
public record Envelope(@Nullable Ref joinRef, @Nullable Ref ref, String topic, String event, Payload payload) {}
