package dev.redstart.channels.server;

import java.util.regex.Pattern;

import dev.redstart.telemetry.TelemetryEvent;

/** What channels tell. */
public sealed interface ChannelEvent extends TelemetryEvent {
    /** What a client made up is shown up to here. */
    int SHOWN = 200;

    /** A client was refused for another reason than the application's decision: its protocol version, or a decision that is none. */
    record ConnectRefused(String mount, String why) implements ChannelEvent {
        @Override
        public String name() {
            return "redstart.channel.connect.refused";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String describe() {
            return "refused a client of " + mount + ": " + shown(why);
        }
    }

    Pattern LINE_BREAKERS = Pattern.compile("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]");

    /** A client wanted a topic no route matches. */
    record UnmatchedTopic(String mount, String topic) implements ChannelEvent {
        @Override
        public String name() {
            return "redstart.channel.unmatched";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String describe() {
            return "a client of " + mount + " wants to join topic " + shown(topic) + ", which matches no route";
        }
    }

    /** A client has as many channels as it may have and wanted one more. */
    record TooManyChannels(String mount, int limit) implements ChannelEvent {
        @Override
        public String name() {
            return "redstart.channel.limit";
        }

        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String describe() {
            return "a client of " + mount + " wants more than maxChannels = " + limit
                    + " channels; raise ChannelLimits.maxChannels if that is what your application needs";
        }
    }

    /** A client joined a topic it has joined already; its old channel ends. */
    record DuplicateJoin(String mount, String topic) implements ChannelEvent {
        @Override
        public String name() {
            return "redstart.channel.duplicate";
        }

        @Override
        public Severity severity() {
            return Severity.DEBUG;
        }

        @Override
        public String describe() {
            return "a client of " + mount + " joins topic " + shown(topic) + " again, its old channel ends";
        }
    }

    /** A client sent something that is no message; its connection is closed with 1011. */
    record UndecodableMessage(String mount, String why) implements ChannelEvent {
        @Override
        public String name() {
            return "redstart.channel.undecodable";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String describe() {
            return "closed a connection to " + mount + ": " + why;
        }
    }

    /** A broadcast has no form in a serializer; the clients who speak that version do not get it. */
    record UnencodableBroadcast(String event, String serializer, String why) implements ChannelEvent {
        @Override
        public String name() {
            return "redstart.channel.unencodable";
        }

        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String describe() {
            return "broadcast of " + event + " does not reach clients of serializer " + serializer + ": " + why;
        }
    }

    /** A route no topic can reach. */
    record UnreachableRoute(String mount, String pattern) implements ChannelEvent {
        @Override
        public String name() {
            return "redstart.channel.unreachable";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String describe() {
            return "route " + pattern + " of " + mount + " can never match, a route before it takes all its topics";
        }
    }

    /** A text that a client made up, on one line and not too long of it. */
    static String shown(String text) {
        var shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return LINE_BREAKERS.matcher(shown).replaceAll("?"); // or a client could write lines of the log
    }
}
