package dev.redstart.load.swarm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * One connection of the swarm: it upgrades, joins its topic, answers pings, sends heartbeats when told to, and judges
 * everything the server says. No socket, no clock, no thread: bytes come in, frames and events go to the {@link Host}.
 *
 * <pre>
 *                connected         101           reply ok          close()          close frame
 *   CONNECTING ------------> UPGRADING --> JOINING -----> JOINED -----------> CLOSING ------> ENDING --+ ended
 *       |                        |            |              |                   |                      v
 *       +------------------------+------------+--------------+-------------------+-- fault ---------> CLOSED
 * </pre>
 *
 * Threading: all of it belongs to the thread of its loop. It is kept small: there may be a million.
 */
final class Connection {
    /** What a connection needs from its surroundings, and what it tells them. */
    interface Host {
        /** Writes bytes to the server, soon and in order. */
        void send(ByteBuffer bytes);

        /** The join was accepted. */
        void joined();

        /** A push or a broadcast came; {@code message} is the whole of its frame. */
        void pushed(String event, byte[] message);

        /** A ping was answered by the payload it was sent with. */
        void pingAnswered(long at);

        /** A heartbeat was answered. */
        void heartbeatAnswered();

        /** The connection is over, against our will; its socket is to be closed. */
        void failed(Fault fault, String detail);

        /** The connection is over as we wanted it; its socket is to be closed. */
        void closed();

        /** Nothing more will be sent: ends our half of the TCP connection. */
        void finish();

        /** The connection is over as we wanted it; its socket is to be closed so that the server sees a reset. */
        void reset();
    }

    /** See the diagram above. {@code FINISHED} is in place of {@code CLOSING} when we left by a bare FIN. */
    enum State {
        CONNECTING, UPGRADING, JOINING, JOINED, CLOSING, FINISHED, ENDING, CLOSED
    }

    /** The ways to leave that a server meets. */
    enum Departure {
        CLOSE_FRAME, FIN, RESET
    }

    private static final String JOIN_REF = "1";
    private static final String HEARTBEAT_TOPIC = "phoenix";
    /** Ref of every shout: a server need not reply to one, and may. */
    private static final String SHOUT_REF = "s";
    private static final String PING_REFS = "p";
    private static final int NORMAL = 1000;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TRY_AGAIN_LATER = 1013;

    private final int number;
    private final Script script;
    private final Host host;
    private State state = State.CONNECTING;
    private int lastRef = 1;
    /** Ref of the heartbeat that waits for its answer; 0 when none does. */
    private int heartbeatRef;
    private int pingsSent;
    /** Pings are answered in the order in which they were sent, because the channel handles one after the other. */
    private int pingsAnswered;
    /** Payload so far of a message that comes in several frames; null between messages. */
    private @Nullable Fragments fragments;

    /** What all connections of a fleet share. */
    record Script(Plan plan, Handshake handshake, IntSupplier masks) {}

    private record Fragments(Frame.Opcode opcode, ByteArrayOutputStream payload) {}

    Connection(int number, Script script, Host host) {
        this.number = number;
        this.script = script;
        this.host = host;
    }

    int number() {
        return number;
    }

    State state() {
        return state;
    }

    /** TCP is connected. */
    void connected() {
        state = State.UPGRADING;
        host.send(script.handshake().request(number));
    }

    /** Takes what the server sent; what is left in the buffer is incomplete and has to be offered again with the rest. */
    void received(ByteBuffer in) {
        try {
            if (state == State.UPGRADING) {
                if (!script.handshake().accepted(in, number)) {
                    return;
                }
                join();
            }
            while (talking()) {
                var frame = FrameCodec.decode(in);
                if (frame == null) {
                    return;
                }
                handle(frame);
            }
            in.position(in.limit()); // after the last word nothing counts
        } catch (WireFault e) {
            fail(e.fault(), e.detail());
        }
    }

    /** Sends a heartbeat; one that is still unanswered is a fault. */
    void heartbeat() {
        if (state != State.JOINED) {
            return;
        }
        if (heartbeatRef != 0) {
            fail(Fault.HEARTBEAT_UNANSWERED, "heartbeat " + heartbeatRef + " of connection " + number);
            return;
        }
        heartbeatRef = ++lastRef;
        send(Frame.text(Message.text(null, Integer.toString(heartbeatRef), HEARTBEAT_TOPIC, "heartbeat")));
    }

    /** Sends a ping whose payload is the time {@code at}, in nanoseconds; several may be under way. */
    void ping(long at) {
        if (state == State.JOINED) {
            pingsSent++;
            push(PING_REFS + pingsSent, "ping", Shout.AT + at + "}");
        }
    }

    /** Sends {@code payload} to everybody who has joined the topic. */
    void shout(String payload) {
        if (state == State.JOINED) {
            push(SHOUT_REF, Shout.EVENT, payload);
        }
    }

    private void push(String ref, String event, String payload) {
        send(Frame.text(Message.text(JOIN_REF, ref, script.plan().topicOf(number), event, payload)));
    }

    /** Says goodbye; a connection that has not come as far as frames is just dropped. */
    void close() {
        leave(Departure.CLOSE_FRAME);
    }

    /** Leaves in one of the ways of clients; a connection that has not come as far as frames is just dropped. */
    void leave(Departure how) {
        if (state == State.CONNECTING || state == State.UPGRADING) {
            close(host::closed);
        } else if (state == State.JOINING || state == State.JOINED) {
            switch (how) {
                case CLOSE_FRAME -> {
                    state = State.CLOSING;
                    send(Frame.close(NORMAL));
                }
                case FIN -> {
                    state = State.FINISHED;
                    host.finish();
                }
                case RESET -> close(host::reset);
            }
        }
    }

    /** The server ended the TCP connection. */
    void ended() {
        if (state == State.ENDING || state == State.FINISHED) {
            close(host::closed);
        } else {
            fail(Fault.ENDED_BY_SERVER, "while " + state);
        }
    }

    /** The TCP connection broke or never came to be. */
    void broken(Fault fault, String detail) {
        if (state == State.ENDING || state == State.FINISHED) {
            close(host::closed); // all is said; how the server hangs up is its own affair
        } else {
            fail(fault, detail + ", while " + state);
        }
    }

    /** The present step took longer than the plan's limit. */
    void expired() {
        switch (state) {
            case CONNECTING -> fail(Fault.CONNECT_TIMEOUT, late());
            case UPGRADING -> fail(Fault.UPGRADE_TIMEOUT, late());
            case JOINING -> fail(Fault.JOIN_TIMEOUT, late());
            case CLOSING, FINISHED -> fail(Fault.CLOSE_UNANSWERED, late());
            case ENDING -> close(host::closed);
            case JOINED, CLOSED -> {
                // nothing is awaited
            }
        }
    }

    private String late() {
        return "no answer within " + script.plan().limit().toMillis() + " ms";
    }

    private void join() {
        state = State.JOINING;
        send(Frame.text(Message.text(JOIN_REF, JOIN_REF, script.plan().topicOf(number), "phx_join")));
    }

    private boolean talking() {
        return state == State.JOINING || state == State.JOINED || state == State.CLOSING;
    }

    private void handle(Frame frame) {
        switch (frame.opcode()) {
            case PING -> send(Frame.pong(frame.payload()));
            case PONG -> {
                // unasked pongs are allowed and mean nothing (RFC 6455 5.5.3)
            }
            case CLOSE -> closeFrame(frame);
            case TEXT, BINARY, CONTINUATION -> data(frame);
        }
    }

    private void closeFrame(Frame frame) {
        if (state == State.CLOSING) {
            state = State.ENDING; // the server is to close TCP first (RFC 6455 7.1.1): our port is then free at once
        } else {
            fail(frame.closeCode() == TRY_AGAIN_LATER ? Fault.CLOSED_AS_TOO_SLOW : Fault.CLOSED_BY_SERVER,
                    frame.closeReason());
        }
    }

    private void data(Frame frame) {
        boolean continues = frame.opcode() == Frame.Opcode.CONTINUATION;
        if (continues != (fragments != null)) {
            throw new WireFault(Fault.FRAME_INVALID, frame.opcode() + " must "
                    + (continues ? "follow a first frame" : "not come between the frames of a message")
                    + " (RFC 6455 5.4)");
        }
        if (!continues && frame.last()) {
            message(frame.opcode(), frame.payload());
        } else {
            fragment(frame);
        }
    }

    private void fragment(Frame frame) {
        var message = fragments == null ? new Fragments(frame.opcode(), new ByteArrayOutputStream()) : fragments;
        message.payload().writeBytes(frame.payload());
        if (message.payload().size() > FrameCodec.MAX_PAYLOAD) {
            throw new WireFault(Fault.MESSAGE_TOO_LARGE,
                    "a message must be <= " + FrameCodec.MAX_PAYLOAD + " bytes, was "
                            + message.payload().size());
        }
        fragments = frame.last() ? null : message;
        if (frame.last()) {
            message(message.opcode(), message.payload().toByteArray());
        }
    }

    private void message(Frame.Opcode opcode, byte[] payload) {
        if (state == State.CLOSING) {
            return; // sent before the server saw our goodbye
        }
        if (opcode == Frame.Opcode.BINARY) {
            pushed("", payload); // bytes come only as push, broadcast, or reply to a push of bytes, and we push none
            return;
        }
        var message = Message.parse(payload);
        switch (message.event()) {
            case Message.REPLY -> reply(message, payload);
            case "phx_error" -> fail(Fault.CHANNEL_ERROR, Message.shown(payload));
            case "phx_close" -> fail(Fault.CHANNEL_CLOSED, Message.shown(payload));
            default -> pushed(message.event(), payload);
        }
    }

    private void pushed(String event, byte[] message) {
        if (state == State.JOINING) {
            throw new WireFault(Fault.PUSHED_BEFORE_JOINED, Message.shown(message));
        }
        host.pushed(event, message);
    }

    private void reply(Message reply, byte[] payload) {
        if (state == State.JOINING && isJoinReply(reply)) {
            accept(reply, Fault.JOIN_REFUSED, payload);
            state = State.JOINED;
            host.joined();
        } else if (heartbeatRef != 0 && isHeartbeatReply(reply)) {
            accept(reply, Fault.HEARTBEAT_REFUSED, payload);
            heartbeatRef = 0;
            host.heartbeatAnswered();
        } else if (pingsAnswered < pingsSent && isPushReply(reply, PING_REFS + (pingsAnswered + 1))) {
            accept(reply, Fault.PING_REFUSED, payload);
            pingsAnswered++;
            host.pingAnswered(Shout.number(payload, Shout.AT_KEY));
        } else if (isPushReply(reply, SHOUT_REF)) {
            accept(reply, Fault.SHOUT_REFUSED, payload);
        } else {
            throw new WireFault(Fault.REPLY_UNEXPECTED, Message.shown(payload));
        }
    }

    /** By ref and topic alone: a refusal may leave out the join_ref. */
    private boolean isJoinReply(Message reply) {
        return JOIN_REF.equals(reply.ref()) && script.plan().topicOf(number).equals(reply.topic())
                && (!"ok".equals(reply.status()) || JOIN_REF.equals(reply.joinRef()));
    }

    private boolean isHeartbeatReply(Message reply) {
        return Objects.equals(reply.ref(), Integer.toString(heartbeatRef)) && reply.topic().equals(HEARTBEAT_TOPIC);
    }

    private boolean isPushReply(Message reply, String ref) {
        return state == State.JOINED && ref.equals(reply.ref()) && JOIN_REF.equals(reply.joinRef())
                && script.plan().topicOf(number).equals(reply.topic());
    }

    private static void accept(Message reply, Fault otherwise, byte[] payload) {
        if (!"ok".equals(reply.status())) {
            throw new WireFault(otherwise, Message.shown(payload));
        }
    }

    private void fail(Fault fault, String detail) {
        if (state == State.CLOSED) {
            return;
        }
        boolean goodbye = state == State.JOINING || state == State.JOINED;
        state = State.CLOSED; // first: should the goodbye fail, that is no second fault
        if (goodbye) {
            // on the way out: a server that did no wrong shall not count a broken connection
            send(Frame.close(fault == Fault.FRAME_INVALID ? PROTOCOL_ERROR : NORMAL));
        }
        close(() -> host.failed(fault, detail));
    }

    private void close(Runnable tell) {
        state = State.CLOSED;
        fragments = null;
        tell.run();
    }

    private void send(Frame frame) {
        host.send(FrameCodec.encode(frame, script.masks().getAsInt()));
    }
}
