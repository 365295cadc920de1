package dev.redstart.channels.serializer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

import dev.redstart.channels.Payload;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one message: a parser over its text, and where in the text the value lies that the parser is at. Only the envelope is looked into; a
 * payload is checked for being JSON and copied as text.
 *
 * <p>Threading: made for one message and used by the thread that decodes it.
 */
final class JsonCursor implements AutoCloseable {
    /**
     * The longest topic or ref, in bytes. A connection keeps both for every channel, so without a limit a client could make it keep its
     * largest message a hundred times.
     */
    static final int MAX_KEPT_BYTES = 4_096;

    private static final int ENCODING_BYTES = 4;

    final JsonParser parser;
    private final JacksonJson json;
    private final byte[] text;
    private final int base;
    private int from;
    private int to;

    private JsonCursor(JacksonJson json, byte[] text, int base, int length) {
        this.json = json;
        this.text = text;
        this.base = base;
        this.parser = json.parser(text, base, length);
    }

    /** @throws UndecodableMessageException if {@code read} finds that the message is no JSON */
    static Envelope read(JacksonJson json, ByteBuffer message, Function<JsonCursor, Envelope> read) {
        var text = message.hasArray() ? message.array() : copy(message);
        var base = message.hasArray() ? message.arrayOffset() + message.position() : 0;
        requireNoNul(text, base, message.remaining());
        try (var cursor = new JsonCursor(json, text, base, message.remaining())) {
            return read.apply(cursor);
        } catch (JacksonException e) {
            throw new UndecodableMessageException("message is not JSON, or nested deeper than " + JacksonJson.MAX_DEPTH,
                    e);
        }
    }

    /** Jackson guesses the encoding from the first bytes: what has a NUL among them would be read as UTF-16 or UTF-32, at other places. */
    private static void requireNoNul(byte[] text, int from, int length) {
        for (int i = from; i < from + Math.min(length, ENCODING_BYTES); i++) {
            if (text[i] == 0) {
                throw new UndecodableMessageException("message is not JSON in UTF-8");
            }
        }
    }

    /** For what no frame layer has looked at. */
    static String requireUtf8(ByteBuffer bytes, String what) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            throw new UndecodableMessageException(what + " is not UTF-8", e);
        }
    }

    private static byte[] copy(ByteBuffer message) {
        var copy = new byte[message.remaining()];
        message.get(message.position(), copy);
        return copy;
    }

    /** Notes where the value is that the parser has just come to, and goes to its end. */
    JsonCursor value() {
        from = base + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        to = base + (int) parser.currentLocation().getByteOffset();
        return this;
    }

    /** The value as a ref; null if it is null. */
    @Nullable
    Ref ref(String name) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        requireKeepable(name);
        if (isPlain()) {
            return Ref.of(text, from, to);
        }
        var written = compact();
        var normalized = requireEncodable(json.normalized(written), name);
        return new Ref(text[from] == '"' ? normalized : new String(written, StandardCharsets.UTF_8)); // numbers within stay as written
    }

    /** A scalar without escapes has only one way to be written. */
    private boolean isPlain() {
        for (int i = from; i < to; i++) {
            if (text[i] == '\\' || text[i] == '{' || text[i] == '[') {
                return false;
            }
        }
        return true;
    }

    /** The value as text. */
    String text(String name) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new UndecodableMessageException(name + " must be a string");
        }
        requireKeepable(name);
        return isPlain() ? parser.getString() : requireEncodable(parser.getString(), name);
    }

    /** An escape can make half a surrogate pair, which no answer could repeat in UTF-8. */
    private static String requireEncodable(String value, String name) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new UndecodableMessageException(name + " has a lone surrogate");
        }
        return value;
    }

    private void requireKeepable(String name) {
        if (to - from > MAX_KEPT_BYTES) {
            throw new UndecodableMessageException(
                    name + " must be <= " + MAX_KEPT_BYTES + " bytes, was " + (to - from));
        }
    }

    /** The value as a payload. */
    Payload payload() {
        return json.payload(compact());
    }

    /** The value without whitespace between its tokens, in an array of its own: the buffer is not ours. */
    private byte[] compact() {
        var compact = new byte[to - from];
        var length = 0;
        var inString = false;
        for (int i = from; i < to; i++) {
            var c = text[i];
            if (c == '"') {
                inString = !inString;
            } else if (c == '\\') {
                compact[length++] = c; // only inside of strings; what it escapes is never a quote that ends one
                c = text[++i];
            } else if (!inString && c >= 0 && c <= ' ') {
                continue;
            }
            compact[length++] = c;
        }
        return length == compact.length ? compact : Arrays.copyOf(compact, length);
    }

    /** Nothing may follow the message. */
    void requireEnd(String message) {
        if (parser.nextToken() != null) {
            throw new UndecodableMessageException("message must end with its " + message);
        }
    }

    @Override
    public void close() {
        parser.close();
    }
}
