package dev.redstart.channels.functional;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.ChannelLimits;
import dev.redstart.channels.serializer.Envelope;
import dev.redstart.channels.serializer.Outbound;
import dev.redstart.channels.serializer.Serializer;
import dev.redstart.channels.serializer.SerializerTable;
import dev.redstart.endpoint.LongPoll;
import dev.redstart.endpoint.OriginPolicy;
import dev.redstart.process.ExitReason;
import dev.redstart.websocket.EncodedFrame;
import dev.redstart.websocket.WebSocketLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** PROTOCOL.md 17: one test for each row and bullet. */
class LongPollTest {
    private static final String JOIN = "[\"1\",\"1\",\"room:a\",\"phx_join\",{}]";
    private static final String LINES = "application/x-ndjson";

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestServer server = new TestServer(TestServer.OPTIONS.origins(OriginPolicy.list("//localhost"))
            .longPoll(LongPoll.on().window(Duration.ofSeconds(2)).inactiveAfter(Duration.ofMinutes(1))));

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest.Builder request(String token) {
        return request(server, token);
    }

    private static HttpRequest.Builder request(TestServer at, String token) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + at.port() + "/socket/longpoll?vsn=2.0.0&user=ann&token=" + token));
    }

    private HttpResponse<String> raw(HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(Duration.ofSeconds(Client.PATIENCE_SECONDS)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private LongPollClient.Answer answer(HttpRequest.Builder request) throws Exception {
        var response = raw(request);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(response.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
        return LongPollClient.read(response.statusCode(), response.body());
    }

    private String open() throws Exception {
        var answer = answer(request(""));
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.messages()).isEmpty();
        return String.valueOf(answer.token());
    }

    private int post(String token, String type, String body) throws Exception {
        return answer(request(token).header("Content-Type", type).POST(BodyPublishers.ofString(body))).status();
    }

    /** The first {@code count} messages. */
    private List<String> poll(String token, int count) throws Exception {
        var seen = new ArrayList<String>();
        while (seen.size() < count) {
            var answer = answer(request(token));
            assertThat(answer.status()).isIn(200, 204);
            assertThat(answer.token()).isEqualTo(token);
            seen.addAll(answer.messages());
        }
        return seen;
    }

    private String joined() throws Exception {
        var token = open();
        assertThat(post(token, LINES, JOIN)).isEqualTo(200);
        assertThat(poll(token, 2)).containsExactly(
                "[\"1\",\"1\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                "[\"1\",null,\"room:a\",\"after_join\",{\"a\":1}]");
        return token;
    }

    @Test
    void section17optionsAreAnsweredForOtherPages() throws Exception {
        var answer = raw(request("").method("OPTIONS", BodyPublishers.noBody()).header(
                "Access-Control-Request-Headers", "x-phoenix-authtoken, content-type"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(answer.headers().firstValue("access-control-allow-headers"))
                .contains("x-phoenix-authtoken, content-type");
        assertThat(answer.headers().firstValue("access-control-allow-methods")).contains("get, post, options");
        assertThat(answer.headers().firstValue("access-control-max-age")).contains("3600");
    }

    @Test
    void section17otherMethodsAre400() throws Exception {
        assertThat(raw(request("").DELETE()).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "a.b", "a.b.c", "%00",
            "MTc5NTQwNzgzODpY.Y68CjGlwBPjzERafzSQwYOv05ATHGsa09ePz3yQsUE0"})
    void section17row1withoutAGoodTokenThereIsANewSession(String token) throws Exception {
        assertThat(answer(request(token)).status()).isEqualTo(410);
    }

    @Test
    void section17row2refusalsAre403InTheBody() throws Exception {
        var base = "http://127.0.0.1:" + server.port() + "/socket/longpoll?";
        for (var query : List.of("vsn=9.0.0", "vsn=2.0.0&user=refused", "vsn=2.0.0&user=limit")) {
            assertThat(raw(HttpRequest.newBuilder(URI.create(base + query))).body()).isEqualTo("{\"status\":403}");
        }
        var foreign = raw(request("").header("Origin", "http://foreign.example"));
        assertThat(foreign.statusCode()).isEqualTo(200);
        assertThat(foreign.body()).isEqualTo("{\"status\":403}");
    }

    @Test
    void section17row3whatWaitsComesAtOnceOldestFirst() throws Exception {
        var token = joined();
        assertThat(post(token, LINES, "[\"1\",\"2\",\"room:a\",\"push3\",{}]")).isEqualTo(200);
        assertThat(poll(token, 4)).containsExactly("[\"1\",null,\"room:a\",\"n\",{\"n\":1}]",
                "[\"1\",null,\"room:a\",\"n\",{\"n\":2}]", "[\"1\",null,\"room:a\",\"n\",{\"n\":3}]",
                "[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    }

    @Test
    void section17row4aPollWaitsForTheWindowAndAMessageReleasesIt() throws Exception {
        var token = joined();
        var empty = answer(request(token));
        assertThat(empty.status()).isEqualTo(204);
        assertThat(empty.messages()).isEmpty();
        var polling = CompletableFuture.supplyAsync(() -> {
            try {
                return poll(token, 1);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        new Broadcast("room:a", "ext", Map.of("quote", "\"\\\n\u0001é🐦")).on(server.pubsub());
        assertThat(polling.get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .containsExactly("[null,null,\"room:a\",\"ext\",{\"quote\":\"\\\"\\\\\\n\\u0001é🐦\"}]");
    }

    @Test
    void section17row5aPostIsAnsweredWhenItsJoinsAre() throws Exception {
        var token = open();
        var posting = CompletableFuture.supplyAsync(() -> {
            try {
                return post(token, LINES, "[\"1\",\"1\",\"room:held\",\"phx_join\",{}]");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        server.awaitReached("room:held");
        assertThat(posting).isNotDone();
        server.openGate("room:held");
        assertThat(posting.get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(post(token, LINES, "[\"1\",\"2\",\"room:held\",\"echo_err\",{}]")).isEqualTo(200);
    }

    /** The connection's process itself does not come to an end with what was posted. */
    @Test
    void section17row6withoutAnAnswerInTimeItIs408() throws Exception {
        var gate = new CountDownLatch(1);
        try (var stuck = new TestServer(ChannelLimits.DEFAULT,
                SerializerTable.of("2.0.0", new HeldSerializer(gate)),
                TestServer.OPTIONS.longPoll(LongPoll.on().window(Duration.ofMillis(200))))) {
            var token = String.valueOf(answer(request(stuck, "")).token());
            var status = answer(request(stuck, token).POST(BodyPublishers.ofString(JOIN))).status();
            gate.countDown();
            assertThat(status).isEqualTo(408);
        }
    }

    /** Version 2, but reads nothing before it may. */
    private record HeldSerializer(CountDownLatch gate) implements Serializer {
        private static final Serializer V2 = ((SerializerTable.Choice.Chosen) SerializerTable.defaults()
                .choose("2.0.0")).serializer();

        @Override
        public String name() {
            return "held";
        }

        @Override
        public Envelope decodeText(ByteBuffer message) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return V2.decodeText(message);
        }

        @Override
        public Envelope decodeBinary(ByteBuffer message) {
            return V2.decodeBinary(message);
        }

        @Override
        public EncodedFrame encode(Outbound message) {
            return V2.encode(message);
        }
    }

    @Test
    void section17row7aDeadSessionIs410AtOnce() throws Exception {
        assertThat(post("dead", LINES, JOIN)).isEqualTo(410);
        var token = joined();
        assertThat(post(token, LINES, "[bad")).isEqualTo(410);
        assertThat(post(token, LINES, JOIN)).isEqualTo(410);
        var fresh = answer(request(token));
        assertThat(fresh.status()).isEqualTo(410);
        assertThat(fresh.token()).isNotEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {LINES, "application/x-ndjson; charset=utf-8", "Application/X-NDJSON"})
    void section17bodyLinesMayEndEitherWayAndEmptyOnesAreSkipped(String type) throws Exception {
        var token = joined();
        assertThat(post(token, type, """
                [null,"h1","phoenix","heartbeat",{}]\r\n\r
                [null,"h2","phoenix","heartbeat",{}]\n\n""")).isEqualTo(200);
        assertThat(poll(token, 2)).hasSize(2).last().asString().contains("\"h2\"");
    }

    @Test
    void section17bodyOfAnyOtherTypeIsOneText() throws Exception {
        var token = joined();
        assertThat(post(token, "text/plain", "[null,\"h\",\n\"phoenix\",\"heartbeat\",{}]")).isEqualTo(200);
        assertThat(poll(token, 1)).singleElement().asString().contains("\"h\"");
    }

    @Test
    void section17bodyDevVersion1InLines() throws Exception {
        var base = "http://127.0.0.1:" + server.port() + "/socket/longpoll?vsn=1.0.0&token=";
        var token = answer(HttpRequest.newBuilder(URI.create(base))).token();
        var beat = "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\"}";
        assertThat(answer(HttpRequest.newBuilder(URI.create(base + token)).header("Content-Type", LINES)
                .POST(BodyPublishers.ofString(beat))).status()).isEqualTo(200);
        assertThat(answer(HttpRequest.newBuilder(URI.create(base + token))).messages()).singleElement().asString()
                .contains("phx_reply");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no base64!", "AAA=A", "\u00e9"})
    void section17bodyThatIsNoBase64Is400(String line) throws Exception {
        var token = joined();
        assertThat(raw(request(token).header("Content-Type", LINES).POST(BodyPublishers.ofString(line))).statusCode())
                .isEqualTo(400);
        assertThat(post(token, LINES, "")).isEqualTo(200);
    }

    @Test
    void section17bodyIsLimited() throws Exception {
        try (var small = new TestServer(TestServer.OPTIONS.longPoll(LongPoll.on().maxBodyBytes(100)))) {
            var token = answer(request(small, "")).token();
            assertThat(raw(request(small, String.valueOf(token)).POST(BodyPublishers.ofString("x".repeat(101))))
                    .statusCode()).isEqualTo(413);
        }
    }

    /** Undertow would stop at 2 MiB by itself. */
    @Test
    void section17bodyOfNearly8MbIsTaken() throws Exception {
        var token = joined();
        var line = "[null,\"h\",\"phoenix\",\"heartbeat\",{\"x\":\"" + "x".repeat(78_000) + "\"}]\n";
        assertThat(post(token, LINES, line.repeat(100))).isEqualTo(200);
    }

    /** Bodies that do not come, as many as may be under way, keep no small one out; nor do they fill the log when their clients go. */
    @Test
    void section17largeBodiesThatDoNotComeKeepNoSmallOneOut() throws Exception {
        var token = joined();
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 40; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                sockets.add(socket);
                socket.getOutputStream().write(("POST /socket/longpoll?vsn=2.0.0 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "X-Phoenix-Longpoll-Token: " + token + "\r\nContent-Type: " + LINES
                        + "\r\nContent-Length: 1000000\r\n\r\n[").getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(post(token, LINES, "[null,\"h\",\"phoenix\",\"heartbeat\",{}]")).isEqualTo(200);
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void cve_2026_32689noMoreThan100LinesOfABodyAreProcessed() throws Exception {
        var token = joined();
        var line = "[null,\"h\",\"phoenix\",\"heartbeat\",{}]\n";
        var before = server.count("redstart.channel.messages", "direction", "in");
        assertThat(post(token, LINES, line.repeat(5_000))).isEqualTo(200);
        assertThat(server.count("redstart.channel.messages", "direction", "in") - before).isEqualTo(100);
        assertThat(post(token, LINES, "\n".repeat(100) + line)).isEqualTo(200);
        assertThat(server.count("redstart.channel.messages", "direction", "in") - before).isEqualTo(100);
    }

    @Test
    void section17theTokenMayComeInAHeaderWhichWins() throws Exception {
        var token = joined();
        assertThat(answer(request("other").header("X-Phoenix-Longpoll-Token", token)).status()).isEqualTo(204);
    }

    @Test
    void section17lifeEndsWithoutPollsWhateverIsPosted() throws Exception {
        try (var quick = new TestServer(TestServer.OPTIONS.longPoll(LongPoll.on().window(Duration.ofMillis(20))))) {
            var token = String.valueOf(answer(request(quick, "")).token());
            answer(request(quick, token).header("Content-Type", LINES).POST(BodyPublishers.ofString(JOIN)));
            await().until(() -> answer(request(quick, token).header("Content-Type", LINES)
                    .POST(BodyPublishers.ofString("[null,\"h\",\"phoenix\",\"heartbeat\",{}]"))).status() == 410);
            await().untilAsserted(() -> assertThat(quick.pubsub().subscriberCount("room:a")).isZero());
        }
    }

    @Test
    void section17lifeChannelsHearThatItWasInactive() throws Exception {
        try (var quick = new TestServer(TestServer.OPTIONS.longPoll(
                LongPoll.on().window(Duration.ofSeconds(1)).inactiveAfter(Duration.ofSeconds(2))))) {
            var token = String.valueOf(answer(request(quick, "")).token());
            answer(request(quick, token).header("Content-Type", LINES).POST(BodyPublishers.ofString(JOIN)));
            assertThat(quick.nextTerminated().reason()).isEqualTo(new ExitReason.Shutdown("inactive"));
        }
    }

    @Test
    void section17aSecondPollReplacesTheFirst() throws Exception {
        var token = joined();
        var polls = new ArrayList<CompletableFuture<LongPollClient.Answer>>();
        for (int i = 0; i < 2; i++) {
            var before = i;
            await().until(() -> server.waitingPolls() == before);
            polls.add(http.sendAsync(request(token).build(), HttpResponse.BodyHandlers.ofString())
                    .thenApply(response -> LongPollClient.read(response.statusCode(), response.body())));
        }
        await().until(() -> server.waitingPolls() == 2);
        new Broadcast("room:a", "ext", Map.of()).on(server.pubsub());
        assertThat(polls.getLast().get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS).messages()).hasSize(1);
        assertThat(polls.getFirst().get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS).status()).isEqualTo(204);
    }

    @Test
    void section17lifeAtMostOnceWhatAPollHasTakenIsGoneWithItsClient() throws Exception {
        var token = joined();
        try (var gone = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            gone.getOutputStream().write(("GET /socket/longpoll?vsn=2.0.0&token=" + token
                    + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            await().until(() -> server.waitingPolls() == 1);
        }
        new Broadcast("room:a", "ext", Map.of("n", 1)).on(server.pubsub());
        await().until(() -> server.waitingPolls() == 0);
        new Broadcast("room:a", "ext", Map.of("n", 2)).on(server.pubsub());
        assertThat(poll(token, 1)).containsExactly("[null,null,\"room:a\",\"ext\",{\"n\":2}]");
    }

    @Test
    void section17devThePollIsReleasedWhenTheSessionEnds() throws Exception {
        try (var patient = new TestServer(TestServer.OPTIONS.longPoll(LongPoll.on().window(Duration.ofMinutes(1))))) {
            var token = String.valueOf(answer(request(patient, "")).token());
            var polling = http.sendAsync(request(patient, token).build(), HttpResponse.BodyHandlers.ofString());
            await().until(() -> patient.waitingPolls() == 1);
            patient.endpoint().drain(patient.system().node());
            var body = polling.orTimeout(Client.PATIENCE_SECONDS, TimeUnit.SECONDS).join().body();
            assertThat(LongPollClient.read(200, body).status()).isEqualTo(204);
            assertThat(answer(request(patient, token)).status()).isEqualTo(410);
        }
    }

    @Test
    void section17bodyALineOfBytesIsNoLongerThanAFrame() throws Exception {
        assertThatItIsTooLong(LINES, Base64.getEncoder().encodeToString(new byte[1_001]));
    }

    @ParameterizedTest
    @ValueSource(strings = {LINES, "application/json"})
    void section17bodyATextIsNoLongerThanAFrame(String type) throws Exception {
        assertThatItIsTooLong(type, "[null,\"h\",\"phoenix\",\"heartbeat\",{\"x\":\"" + "x".repeat(1_000) + "\"}]");
    }

    private void assertThatItIsTooLong(String type, String body) throws Exception {
        try (var small = new TestServer(
                TestServer.OPTIONS.limits(WebSocketLimits.defaults().withMaxFrameBytes(1_000)))) {
            var token = String.valueOf(answer(request(small, "")).token());
            assertThat(raw(request(small, token).header("Content-Type", type).POST(BodyPublishers.ofString(body)))
                    .statusCode()).isEqualTo(413);
        }
    }

    @Test
    void section15aDisconnectReleasesThePollAtOnceAndTheNextOneIs410() throws Exception {
        try (var patient = new TestServer(TestServer.OPTIONS.longPoll(LongPoll.on().window(Duration.ofMinutes(1))))) {
            var token = String.valueOf(answer(request(patient, "")).token());
            var polling = http.sendAsync(request(patient, token).build(), HttpResponse.BodyHandlers.ofString());
            await().until(() -> {
                new Broadcast("users:ann", "disconnect", Map.of()).on(patient.pubsub());
                return polling.isDone();
            });
            assertThat(LongPollClient.read(200, polling.join().body()).status()).isEqualTo(204);
            assertThat(answer(request(patient, token)).status()).isEqualTo(410);
        }
    }

    @Test
    void section17devABufferThatIsFullEndsTheSession() throws Exception {
        var token = joined();
        for (int n = 0; n < 1_001; n++) {
            new Broadcast("room:a", "ext", Map.of()).on(server.pubsub());
        }
        await().until(() -> answer(request(token)).status() == 410);
    }
}
