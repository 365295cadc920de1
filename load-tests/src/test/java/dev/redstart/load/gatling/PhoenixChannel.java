package dev.redstart.load.gatling;

import java.time.Duration;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.WsFrameCheck;
import org.jspecify.annotations.Nullable;

import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.http.HttpDsl.ws;

/**
 * Phoenix Channels (V2) for Gatling: a socket with one channel per virtual user. Copy this class into your own
 * simulations; it needs Gatling and nothing else.
 * <p>
 * Every step sends one message, waits for its answer and checks it; the answer appears in the report under the step's
 * name and "reply". A step that fails ends the user: a channel that is not joined answers nothing. The refs are kept in
 * the session as {@code phxRef} and {@code phxJoinRef}.
 * <p>
 * Threading: immutable; Gatling runs the steps on its own event loops.
 */
final class PhoenixChannel {
    private static final String REF = "phxRef";
    private static final String JOIN_REF = "phxJoinRef";
    private static final String FIRST_ANSWER = "phxFirstAnswer";
    private static final String SAID = "phxSaid";
    private static final String REPLY = "reply";
    private static final String BROADCAST = "broadcast";
    private static final String REFUSAL = "refusal";
    private static final String REPEATED = "repeated";
    private static final String OTHER = "other";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String topic;
    private final Duration limit;

    /**
     * A channel.
     *
     * @param topic may hold Gatling expressions: {@code room:#{room}}
     * @param limit how long each answer may take
     */
    PhoenixChannel(String topic, Duration limit) {
        this.topic = topic;
        this.limit = limit;
    }

    /** Opens the user's socket; {@code query} holds the connect params and may hold Gatling expressions. */
    ChainBuilder connect(String url, String query) {
        return exec(ws("connect").connect(url + "?vsn=2.0.0&" + query)).exitHereIfFailed();
    }

    /** Joins the topic. */
    ChainBuilder join(String payload) {
        return nextRef()
                .exec(session -> session.set(JOIN_REF, session.getString(REF)))
                .exec(ws("join").sendText(message("phx_join", payload)).await(limit).on(okReply("join")))
                .exitHereIfFailed();
    }

    /** Pushes an event and waits for its ok. */
    ChainBuilder push(String event, String payload) {
        return nextRef()
                .exec(ws(event).sendText(message(event, payload)).await(limit).on(okReply(event)))
                .exitHereIfFailed();
    }

    /**
     * Pushes an event with one field and waits for two things, whichever comes first: its ok, and the broadcast of the
     * same event to everybody on the topic, this user included.
     *
     * @param field the field of the payload; the broadcast must bring it back
     * @param value what it holds: something no other user of the topic says
     */
    ChainBuilder pushAndHear(String event, String field, Function<Session, String> value) {
        return nextRef()
                .exec(session -> session.set(SAID, value.apply(session)).set(FIRST_ANSWER, ""))
                .exec(ws(event).sendText(message(event, "{\"" + field + "\":\"#{" + SAID + "}\"}")).await(limit)
                        .on(heard(event + ": reply or broadcast", event, field),
                                heard(event + ": reply and broadcast", event, field)))
                .exitHereIfFailed();
    }

    /** Sends a heartbeat; a server cuts who is silent for longer than its idle timeout, 60 s by default. */
    ChainBuilder heartbeat() {
        return nextRef()
                .exec(ws("heartbeat").sendText("[null,\"#{" + REF + "}\",\"phoenix\",\"heartbeat\",{}]").await(limit)
                        .on(okReply("heartbeat")))
                .exitHereIfFailed();
    }

    /** Leaves the topic: first the ok, then the channel's end. */
    ChainBuilder leave() {
        var closed = ws.checkTextMessage("leave: closed")
                .matching(jsonPath("$[3]").is("phx_close"), jsonPath("$[0]").isEL("#{" + JOIN_REF + "}"));
        return nextRef()
                .exec(ws("leave").sendText(message("phx_leave", "{}")).await(limit).on(okReply("leave"), closed))
                .exitHereIfFailed();
    }

    /** Closes the user's socket. */
    ChainBuilder close() {
        return exec(ws("close").close());
    }

    private static ChainBuilder nextRef() {
        return exec(session -> session.set(REF, after(session.getString(REF))));
    }

    private static String after(@Nullable String ref) {
        return ref == null ? "1" : Integer.toString(Integer.parseInt(ref) + 1);
    }

    private String message(String event, String payload) {
        return "[\"#{" + JOIN_REF + "}\",\"#{" + REF + "}\",\"" + topic + "\",\"" + event + "\"," + payload + "]";
    }

    private static WsFrameCheck.Text okReply(String step) {
        return ws.checkTextMessage(step + " reply")
                .matching(jsonPath("$[3]").is("phx_reply"), jsonPath("$[1]").isEL("#{" + REF + "}"))
                .check(jsonPath("$[4].status").is("ok"));
    }

    /** Gatling waits for checks in their order, so each of the two takes what has not come yet. */
    private static WsFrameCheck.Text heard(String name, String event, String field) {
        return ws.checkTextMessage(name)
                .matching(answer(event, field).in(REPLY, BROADCAST, REFUSAL, REPEATED))
                .check(answer(event, field).in(REPLY, BROADCAST).saveAs(FIRST_ANSWER));
    }

    private static CheckBuilder.Validate<String> answer(String event, String field) {
        return bodyString().transformWithSession((frame, session) -> {
            var kind = kindOf(parse(frame), session, event, field);
            return kind.equals(session.getString(FIRST_ANSWER)) ? REPEATED : kind;
        });
    }

    /** What a message is to a user that waits for the reply to its push and for the broadcast of what it said. */
    private static String kindOf(JsonNode message, Session session, String event, String field) {
        var name = message.path(3).asText();
        var payload = message.path(4);
        if (name.equals("phx_reply") && message.path(1).asText().equals(session.getString(REF))) {
            return payload.path("status").asText().equals("ok") ? REPLY : REFUSAL;
        }
        return name.equals(event) && payload.path(field).asText().equals(session.getString(SAID)) ? BROADCAST : OTHER;
    }

    private static JsonNode parse(String frame) {
        try {
            return JSON.readTree(frame);
        } catch (JsonProcessingException _) {
            return JSON.nullNode(); // matches nothing: the step will miss its answer and say so
        }
    }
}
