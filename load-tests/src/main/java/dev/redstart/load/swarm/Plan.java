package dev.redstart.load.swarm;

import java.net.URI;
import java.time.Duration;

/**
 * What all connections of a fleet have in common; each differs by its number, counted from 0.
 *
 * @param url       where the server is; its query is kept and {@code vsn=2.0.0} and the params are added
 * @param params    further query, {@code %d} stands for the connection's number
 * @param topic     the topic to join, {@code %d} stands for the number of the topic
 * @param perTopic  how many connections share a topic; 0: all of them
 * @param window    how many may be opening at the same time
 * @param threads   selector threads; the connections are dealt out to them evenly
 * @param sources   source addresses 127.0.0.1, 127.0.0.2 …, taken in turn; 0: let the kernel choose
 * @param limit     how long a connection may take from its opening until it is joined, and all of them to be closed
 * @param heartbeat pause between two heartbeats of a connection
 * @param receiveBuffer bytes that the kernel keeps for who does not read; 0: let the kernel choose
 */
record Plan(URI url, String params, String topic, int perTopic, int window, int threads, int sources, Duration limit,
        Duration heartbeat, int receiveBuffer) {
    private static final int STALLED_RECEIVE_BUFFER = 4096;

    Plan {
        atLeast("perTopic", perTopic, 0);
        atLeast("window", window, 1);
        atLeast("threads", threads, 1);
        atLeast("sources", sources, 0);
        atLeast("receiveBuffer", receiveBuffer, 0);
        if (sources > 254) {
            throw new IllegalArgumentException("sources must be <= 254 (127.0.0.1 to 127.0.0.254), was " + sources);
        }
        if (perTopic > 0 && !topic.contains("%d")) {
            throw new IllegalArgumentException(
                    "topic must hold %d when it is shared by perTopic=" + perTopic + ", was " + topic);
        }
    }

    /** The same for connections that will stop to read: little is kept for them, and they beat no more. */
    Plan forStalled() {
        return new Plan(url, params, topic, perTopic, window, 1, sources, limit, Duration.ofDays(1),
                STALLED_RECEIVE_BUFFER);
    }

    /** The topic that a connection joins. */
    String topicOf(int connection) {
        return topic.replace("%d", Integer.toString(perTopic == 0 ? 0 : connection / perTopic));
    }

    /** Path and query of a connection's upgrade request. */
    String resourceOf(int connection) {
        var query = new StringBuilder(url.getRawQuery() == null ? "" : url.getRawQuery());
        if (!query.toString().matches("(.*&)?vsn=.*")) {
            query.append(query.isEmpty() ? "" : "&").append("vsn=2.0.0");
        }
        if (!params.isEmpty()) {
            query.append('&').append(params.replace("%d", Integer.toString(connection)));
        }
        return url.getRawPath() + "?" + query;
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be >= " + least + ", was " + value);
        }
    }
}
