package dev.redstart.channels.serializer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.redstart.channels.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Compact JSON that is being written. What an envelope consists of is written by hand: refs and payloads that are JSON already are copied, and
 * names without anything to escape, too; the rest is Jackson's.
 *
 * <p>Threading: used by one thread.
 */
final class JsonText {
    private static final int ENVELOPE_BYTES = 256;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final JacksonJson json;
    private byte[] bytes = new byte[ENVELOPE_BYTES];
    private int length;

    JsonText(JacksonJson json) {
        this.json = json;
    }

    int length() {
        return length;
    }

    byte at(int index) {
        return bytes[index];
    }

    ByteBuffer text() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /** ASCII that is JSON as it stands. */
    @SuppressWarnings("deprecation") // the fastest way to copy ASCII
    JsonText raw(String ascii) {
        reserve(ascii.length());
        ascii.getBytes(0, ascii.length(), bytes, length);
        length += ascii.length();
        return this;
    }

    JsonText ref(@Nullable Ref ref) {
        return ref == null ? append(NULL) : append(ref.json().getBytes(StandardCharsets.UTF_8));
    }

    JsonText string(String value) {
        return isPlain(value) ? raw("\"").raw(value).raw("\"") : append(json.written(value));
    }

    /** @throws tools.jackson.core.JacksonException if it has no JSON form */
    JsonText value(@Nullable Object value) {
        return value instanceof Payload payload && !payload.isBytes()
                ? append(payload.bytes())
                : append(json.written(value));
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private JsonText append(byte[] more) {
        return append(ByteBuffer.wrap(more));
    }

    private JsonText append(ByteBuffer more) {
        int size = more.remaining();
        reserve(size);
        more.get(bytes, length, size);
        length += size;
        return this;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
