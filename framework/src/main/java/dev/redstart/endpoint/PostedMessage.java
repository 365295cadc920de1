package dev.redstart.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One message in the body of a long-poll POST (PROTOCOL.md 17).
 *
 * @param isText whether it is what WebSocket would carry as text
 */
record PostedMessage(boolean isText, ByteBuffer content) {
    /** What one body may hold; the rest is ignored (CVE-2026-32689). */
    static final int MAX_LINES = 100;

    private static final String LINES = "application/x-ndjson";

    /**
     * The messages in a body: its lines, if it says that it has lines, or the body as a whole. Empty lines are no messages.
     *
     * @return empty if the body is not what it says
     */
    static Optional<List<PostedMessage>> parse(String contentType, byte[] body) {
        var parameters = contentType.indexOf(';');
        var type = (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
        try {
            return Optional.of(type.toLowerCase(Locale.ROOT).equals(LINES)
                    ? lines(body)
                    : List.of(text(ByteBuffer.wrap(body))));
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<PostedMessage> lines(byte[] body) throws CharacterCodingException {
        var messages = new ArrayList<PostedMessage>();
        var start = 0;
        for (int lines = 0; start < body.length && lines < MAX_LINES; lines++) {
            var end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            var last = end > start && body[end - 1] == '\r' ? end - 1 : end;
            if (last > start) {
                messages.add(line(ByteBuffer.wrap(body, start, last - start).slice()));
            }
            start = end + 1;
        }
        return messages;
    }

    /** What begins like version 2 or version 1 is text, anything else is the base64 of bytes. */
    private static PostedMessage line(ByteBuffer line) throws CharacterCodingException {
        if (line.get(0) == '[' || line.get(0) == '{') {
            return text(line);
        }
        return new PostedMessage(false, Base64.getDecoder().decode(line));
    }

    private static PostedMessage text(ByteBuffer utf8) throws CharacterCodingException {
        StandardCharsets.UTF_8.newDecoder().decode(utf8.duplicate());
        return new PostedMessage(true, utf8);
    }
}
