package dev.redstart.endpoint;

import java.net.InetSocketAddress;

import dev.redstart.process.ExitReason;
import dev.redstart.telemetry.TelemetryEvent;
import org.jspecify.annotations.Nullable;

/** What an endpoint tells. */
public sealed interface EndpointEvent extends TelemetryEvent {
    /** The port is open. */
    record Listening(InetSocketAddress address) implements EndpointEvent {
        @Override
        public String name() {
            return "redstart.endpoint.started";
        }

        @Override
        public Severity severity() {
            return Severity.INFO;
        }

        @Override
        public String describe() {
            return "listening on port " + address.getPort() + " of "
                    + (address.getAddress().isAnyLocalAddress() ? "all addresses" : address.getHostString());
        }
    }

    /** A request to connect was not granted. */
    record ConnectRefused(String mount, InetSocketAddress peer, int status, String why,
            Severity severity) implements EndpointEvent {
        @Override
        public String name() {
            return "redstart.socket.refused";
        }

        @Override
        public String describe() {
            return "refused a connection to " + mount + " from " + peer + " with " + status + ": " + why;
        }
    }

    /** An application's handler threw. */
    record HandlerFailed(String path, ExitReason.Crash crash) implements EndpointEvent {
        @Override
        public String name() {
            return "redstart.http.errors";
        }

        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String describe() {
            return "the handler of " + path + " failed: " + crash;
        }
    }

    /** A connection ended because something was wrong with what its client sent or with its socket. */
    record ConnectionFailed(String mount, InetSocketAddress peer, int code,
            @Nullable String cause) implements EndpointEvent {
        @Override
        public String name() {
            return "redstart.ws.failed";
        }

        @Override
        public Severity severity() {
            return Severity.DEBUG;
        }

        @Override
        public String describe() {
            return "connection to " + mount + " from " + peer + " closed with " + code
                    + (cause == null ? "" : ": " + cause);
        }
    }

    /** A client was too slow, and so many frames did not reach it that may be dropped. */
    record FramesLost(String mount, InetSocketAddress peer, int frames) implements EndpointEvent {
        @Override
        public String name() {
            return "redstart.ws.lost";
        }

        @Override
        public Severity severity() {
            return Severity.DEBUG;
        }

        @Override
        public String describe() {
            return frames + " frame(s) of " + mount + " did not reach " + peer + ", which is too slow for them";
        }
    }

    /** Connections of a socket are being sent elsewhere, one batch of them. */
    record Draining(String mount, int count, int total, int index, int rounds) implements EndpointEvent {
        @Override
        public String name() {
            return "redstart.socket.drain";
        }

        @Override
        public Severity severity() {
            return Severity.INFO;
        }

        @Override
        public String describe() {
            return "DRAINING " + count + " of total " + total + " connection(s) of " + mount + ", batch " + index
                    + " of " + rounds;
        }
    }

    /** A message with bytes was for a client on long-poll, which has no way for it (PROTOCOL.md 17). */
    record BytesOverLongPoll(String mount) implements EndpointEvent {
        @Override
        public String name() {
            return "redstart.longpoll.bytes";
        }

        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String describe() {
            return "a binary message does not reach a client of " + mount + ": long-poll carries text only";
        }
    }
}
