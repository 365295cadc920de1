/** The chat: rooms, who is typing, and a history kept in a database, in the size of an afternoon. */
@NullMarked
package dev.redstart.example.chat;

import org.jspecify.annotations.NullMarked;
