package dev.redstart.load.swarm;

import java.util.Locale;

/** Every way a connection can fail, one name each: they are counted, never logged. */
enum Fault {
    /** No source port was free, or the source address is not one of this machine. */
    NO_SOURCE_PORT,
    /** Nobody listens. */
    CONNECT_REFUSED,
    /** TCP could not connect for another reason, or this process may open no further file. */
    CONNECT_FAILED,
    /** TCP was not connected within the limit. */
    CONNECT_TIMEOUT,
    /** The upgrade was not answered within the limit. */
    UPGRADE_TIMEOUT,
    /** The upgrade was answered by another status than 101. */
    UPGRADE_STATUS,
    /** The answer to the upgrade is not what RFC 6455 4.1 asks for. */
    UPGRADE_MALFORMED,
    /** Sec-WebSocket-Accept does not belong to our key (RFC 6455 4.1). */
    UPGRADE_ACCEPT_KEY,
    /** The join was not answered within the limit. */
    JOIN_TIMEOUT,
    /** The join was answered by another status than ok. */
    JOIN_REFUSED,
    /** A frame breaks RFC 6455 5. */
    FRAME_INVALID,
    /** A frame or message is longer than the client accepts. */
    MESSAGE_TOO_LARGE,
    /** A message is not an array of join_ref, ref, topic, event, payload. */
    MESSAGE_INVALID,
    /** A message of the channel came before the join reply. */
    PUSHED_BEFORE_JOINED,
    /** A reply to nothing we have sent. */
    REPLY_UNEXPECTED,
    /** A heartbeat was answered by another status than ok. */
    HEARTBEAT_REFUSED,
    /** A heartbeat was not answered before the next was due. */
    HEARTBEAT_UNANSWERED,
    /** A ping was answered by another status than ok. */
    PING_REFUSED,
    /** A shout was answered by another status than ok. */
    SHOUT_REFUSED,
    /** A shout came that does not belong to the round: twice, too late, or changed. */
    SHOUT_UNEXPECTED,
    /** The channel crashed (phx_error). */
    CHANNEL_ERROR,
    /** The channel ended without our leaving it (phx_close). */
    CHANNEL_CLOSED,
    /** The server sent a close frame we did not ask for. */
    CLOSED_BY_SERVER,
    /** The server closed with 1013 (try again later), which is what who does not read is told. */
    CLOSED_AS_TOO_SLOW,
    /** The server ended the TCP connection without a close frame. */
    ENDED_BY_SERVER,
    /** The TCP connection broke. */
    RESET_BY_SERVER,
    /** Our close frame was not answered within the limit. */
    CLOSE_UNANSWERED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name as it stands in tables and JSON. */
    String label() {
        return label;
    }
}
