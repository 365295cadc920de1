package dev.redstart.example.chat;

import java.time.Instant;
import java.util.UUID;

/**
 * One thing said in a room, as it goes over the wire and into the database.
 *
 * @param id   greater than the id of every earlier message, see {@link MessageIds}
 * @param user the name the writer goes by
 * @param body the text, exactly as it was written: whoever shows it escapes it
 * @param at   when the server took it, to the millisecond
 */
record Message(UUID id, String user, String body, Instant at) {
    /** In UTF-16 units, as the database and the browser count. */
    private static final int LONGEST_BODY = 2_000;

    /** A message said just now. */
    static Message now(String user, String body) {
        var id = MessageIds.next();
        return new Message(id, user, body, MessageIds.timeOf(id));
    }

    /** Whether {@code body} says something, and every database can keep it: PostgreSQL takes neither NUL nor half a character. */
    static boolean isValidBody(String body) {
        return !body.isBlank() && body.length() <= LONGEST_BODY && body.codePoints()
                .noneMatch(character -> character == 0 || Character.getType(character) == Character.SURROGATE);
    }
}
