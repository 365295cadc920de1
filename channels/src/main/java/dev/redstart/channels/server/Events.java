package dev.redstart.channels.server;

/** The names that belong to the protocol (PROTOCOL.md 10). */
final class Events {
    static final String JOIN = "phx_join";
    static final String LEAVE = "phx_leave";
    static final String HEARTBEAT = "heartbeat";
    /** The topic of heartbeats. */
    static final String PHOENIX = "phoenix";
    /** On the topic that names a client: closes its connections. */
    static final String DISCONNECT = "disconnect";

    /** On the topic of heartbeats: so many frames did not reach this client, because it was too slow. */
    static final String LOST = "lost";

    private static final String OF_PRESENCE = "presence_";

    private Events() {}

    static boolean isOfPresence(String event) {
        return event.startsWith(OF_PRESENCE);
    }
}
