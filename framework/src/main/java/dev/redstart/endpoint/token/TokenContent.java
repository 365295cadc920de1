package dev.redstart.endpoint.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is in a token: the data, and until when it counts. As bytes a version (1), the time it was made in ms since 1970, how long it
 * counts in s, and the data in UTF-8.
 *
 * @param maxAge in seconds; {@link Long#MAX_VALUE} for ever
 */
record TokenContent(long madeAt, long maxAge, String data) {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 1 + 2 * Long.BYTES;
    private static final long MILLIS = 1_000;

    byte[] toBytes() {
        var text = data.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEADER_BYTES + text.length).put(VERSION).putLong(madeAt).putLong(maxAge).put(text)
                .array();
    }

    /** Empty if these are no such bytes. */
    static Optional<TokenContent> of(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != VERSION) {
            return Optional.empty();
        }
        var content = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        var madeAt = content.getLong();
        var maxAge = content.getLong();
        try {
            return Optional.of(
                    new TokenContent(madeAt, maxAge, StandardCharsets.UTF_8.newDecoder().decode(content).toString()));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** @param limit in seconds, instead of its own */
    TokenResult<String> at(long now, long limit) {
        if (madeAt > now) {
            return new TokenResult.Refused<>(Refusal.INVALID);
        }
        boolean expired = limit <= 0 || (now - madeAt) / MILLIS > limit
                || ((now - madeAt) / MILLIS == limit && (now - madeAt) % MILLIS > 0);
        return expired ? new TokenResult.Refused<>(Refusal.EXPIRED) : new TokenResult.Valid<>(data);
    }
}
