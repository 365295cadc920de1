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
    /** A message said just now. */
    static Message now(String user, String body) {
        var id = MessageIds.next();
        return new Message(id, user, body, MessageIds.timeOf(id));
    }
}
