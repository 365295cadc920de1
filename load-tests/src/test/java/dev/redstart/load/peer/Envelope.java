package dev.redstart.load.peer;

/**
 * A message of the V2 protocol, {@code [join_ref, ref, topic, event, payload]}, taken apart without a JSON library: the swarm's names hold nothing
 * that would have to be escaped, and what a payload holds is nobody's business here. All fields are JSON.
 */
record Envelope(String joinRef, String ref, String topic, String event, String payload) {
    static final String JOIN = "\"phx_join\"";
    static final String HEARTBEAT = "\"heartbeat\"";
    static final String PING = "\"ping\"";
    static final String SHOUT = "\"shout\"";

    static Envelope parse(String text) {
        int first = end(text, 1);
        int second = end(text, first + 1);
        int third = end(text, second + 1);
        int fourth = end(text, third + 1);
        return new Envelope(text.substring(1, first), text.substring(first + 1, second),
                text.substring(second + 1, third), text.substring(third + 1, fourth),
                text.substring(fourth + 1, text.length() - 1));
    }

    /** A reply that all is well. */
    String ok(String response) {
        return "[" + joinRef + "," + ref + "," + topic + ",\"phx_reply\",{\"status\":\"ok\",\"response\":" + response
                + "}]";
    }

    /** The same event and payload for everybody. */
    String broadcast() {
        return "[null,null," + topic + "," + event + "," + payload + "]";
    }

    /** Where the field that begins at {@code from} ends: at its comma. */
    private static int end(String text, int from) {
        int close = text.charAt(from) == '"' ? text.indexOf('"', from + 1) : from;
        int comma = text.indexOf(',', close);
        if (close < 0 || comma < 0) {
            throw new IllegalArgumentException("a message must be an array of five, was " + text);
        }
        return comma;
    }
}
