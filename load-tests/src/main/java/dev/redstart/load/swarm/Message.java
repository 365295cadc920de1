package dev.redstart.load.swarm;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * A message of the V2 protocol, {@code [join_ref, ref, topic, event, payload]}, as a server sends it.
 *
 * @param status of a reply; null for every other event
 */
record Message(@Nullable String joinRef, @Nullable String ref, String topic, String event, @Nullable String status) {
    static final String REPLY = "phx_reply";

    private static final JsonFactory JSON = new JsonFactory();
    private static final int SHOWN = 200;

    /** The text of a message that a client sends with an empty payload. */
    static String text(@Nullable String joinRef, String ref, String topic, String event) {
        return text(joinRef, ref, topic, event, "{}");
    }

    /** The text of a message that a client sends; the payload is JSON. */
    static String text(@Nullable String joinRef, String ref, String topic, String event, String payload) {
        return "[" + quoted(joinRef) + "," + quoted(ref) + "," + quoted(topic) + "," + quoted(event) + "," + payload
                + "]";
    }

    /**
     * Reads all of a text frame.
     *
     * @throws WireFault when it is not exactly such an array, or a reply without a status
     */
    static Message parse(byte[] utf8) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), utf8)) {
            expect(parser.nextToken() == JsonToken.START_ARRAY, "an array", utf8);
            var joinRef = textOrNull(parser, "join_ref", utf8);
            var ref = textOrNull(parser, "ref", utf8);
            var topic = text(parser, "topic", utf8);
            var event = text(parser, "event", utf8);
            var status = payload(parser, event, utf8);
            expect(parser.nextToken() == JsonToken.END_ARRAY && parser.nextToken() == null,
                    "five elements and nothing behind them", utf8);
            return new Message(joinRef, ref, topic, event, status);
        } catch (JacksonException e) {
            throw new WireFault(Fault.MESSAGE_INVALID,
                    "a message must be JSON (" + e.getOriginalMessage() + "), was: " + shown(utf8));
        }
    }

    /** The start of a frame's text, for error messages. */
    static String shown(byte[] utf8) {
        var text = new String(utf8, 0, Math.min(utf8.length, SHOWN), StandardCharsets.UTF_8);
        return utf8.length > SHOWN ? text + "…" : text;
    }

    /** The status of a reply; any other payload is passed over, whatever it holds. */
    private static @Nullable String payload(JsonParser parser, String event, byte[] utf8) {
        var token = parser.nextToken();
        expect(token != null && token != JsonToken.END_ARRAY, "five elements", utf8);
        if (!event.equals(REPLY)) {
            parser.skipChildren();
            return null;
        }
        expect(token == JsonToken.START_OBJECT, "an object as the payload of a reply", utf8);
        @Nullable
        String status = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isStatus = parser.currentName().equals("status");
            if (parser.nextToken() == JsonToken.VALUE_STRING && isStatus) {
                status = parser.getString();
            }
            parser.skipChildren();
        }
        expect(status != null, "a status in a reply", utf8);
        return status;
    }

    private static String text(JsonParser parser, String name, byte[] utf8) {
        expect(parser.nextToken() == JsonToken.VALUE_STRING, name + " as a string", utf8);
        return parser.getString();
    }

    private static @Nullable String textOrNull(JsonParser parser, String name, byte[] utf8) {
        var token = parser.nextToken();
        expect(token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL, name + " as a string or null", utf8);
        return token == JsonToken.VALUE_NULL ? null : parser.getString();
    }

    private static void expect(boolean holds, String rule, byte[] utf8) {
        if (!holds) {
            throw new WireFault(Fault.MESSAGE_INVALID, "a message must have " + rule + ", was: " + shown(utf8));
        }
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
    }
}
