package dev.redstart.load.gatling;

import java.time.Duration;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

/**
 * Users of a chat: each connects, joins a room, says a few things, hears each of them come back, sends a heartbeat and
 * leaves. Nothing may fail, and every user must have joined: a run that injected nobody is not a good run.
 * <p>
 * Sizes are system properties: {@code url}, {@code users}, {@code rampseconds}, {@code messages}, {@code perroom}.
 */
public final class ChatSimulation extends Simulation {
    private static final String URL = System.getProperty("url", "ws://localhost:4000/socket/websocket");
    private static final int USERS = number("users", 50);
    // Gatling 3.15 injects nobody, and calls that a success, when a ramp is shorter than a second
    private static final int RAMP_SECONDS = number("rampseconds", 5);
    private static final int MESSAGES = number("messages", 5);
    private static final int PER_ROOM = number("perroom", 10);

    private final PhoenixChannel room = new PhoenixChannel("room:gatling-#{room}", Duration.ofSeconds(10));

    {
        setUp(chat().injectOpen(rampUsers(USERS).during(Duration.ofSeconds(RAMP_SECONDS))))
                .protocols(http.disableWarmUp().wsUnmatchedInboundMessageBufferSize(0))
                .assertions(global().failedRequests().count().is(0L),
                        details("join reply").successfulRequests().count().gte((long) USERS));
    }

    private ScenarioBuilder chat() {
        return scenario("chat")
                .exec(session -> session.set("user", "gatling-" + session.userId()).set("room",
                        session.userId() / PER_ROOM))
                .exec(room.connect(URL, "user=#{user}"), room.join("{}"))
                .exec(repeat(MESSAGES, "message").on(exec(room.pushAndHear("shout", "body",
                        session -> "message " + session.getInt("message") + " of user " + session.userId()))
                        .pause(Duration.ofMillis(500))))
                .exec(room.heartbeat(), room.leave(), room.close());
    }

    private static int number(String property, int standard) {
        int value = Integer.getInteger(property, standard);
        if (value < 1) {
            throw new IllegalArgumentException(property + " must be >= 1, was " + value);
        }
        return value;
    }
}
