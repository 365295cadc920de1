package dev.redstart.channels.server;

import java.time.Duration;
import java.util.Map;

import dev.redstart.telemetry.TelemetryEvent;

/** What channels do all the time, told only where somebody wants to hear it (PROTOCOL.md 23). The texts begin as Phoenix's do. */
public sealed interface RoutineEvent extends TelemetryEvent {
    /**
     * An application has decided about a client.
     *
     * @param socket the class of the socket
     * @param took how long it took to decide
     * @param params what the client connected with, without what should not be seen
     */
    record Connect(Severity severity, String socket, boolean accepted, Duration took, String transport,
            String serializer, Map<String, Object> params) implements RoutineEvent {
        @Override
        public String name() {
            return "redstart.socket.connect";
        }

        @Override
        public String describe() {
            return (accepted ? "CONNECTED TO " : "REFUSED CONNECTION TO ") + socket + " in " + shown(took)
                    + ", transport: " + transport + ", serializer: " + serializer + ", params: "
                    + ChannelEvent.shown(params.toString());
        }
    }

    /**
     * A channel has decided about a client.
     *
     * @param took how long it took to decide
     */
    record Join(Severity severity, String topic, String channel, boolean accepted,
            Duration took) implements RoutineEvent {
        @Override
        public String name() {
            return "redstart.channel.join";
        }

        @Override
        public String describe() {
            return (accepted ? "JOINED " : "REFUSED JOIN ") + ChannelEvent.shown(topic) + " in " + shown(took) + " ("
                    + channel + ")";
        }
    }

    /**
     * A channel has handled an event of its client.
     *
     * @param took how long it took to handle
     */
    record HandleIn(Severity severity, String event, String topic, String channel,
            Duration took) implements RoutineEvent {
        @Override
        public String name() {
            return "redstart.channel.handle_in";
        }

        @Override
        public String describe() {
            return "HANDLED " + ChannelEvent.shown(event) + " INCOMING ON " + ChannelEvent.shown(topic) + " ("
                    + channel + ") in " + shown(took);
        }
    }

    private static String shown(Duration took) {
        var micros = took.toNanos() / 1_000;
        return micros < 1_000 ? micros + "µs" : micros / 1_000 + "ms";
    }
}
