package dev.redstart.channels.functional;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.redstart.telemetry.TelemetryEvent;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a client sends to a whole server: at worst its connection ends the way it should, and nothing fails but that. */
class RubbishTest {
    private static final String BEAT = "[null,\"h\",\"phoenix\",\"heartbeat\",{}]";
    private static final String BEATS_REPLY = "[null,\"h\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]";
    private static final int UNDECODABLE = 1011;

    private static final TestServer SERVER = new TestServer();
    private static final Queue<String> FAILURES = new ConcurrentLinkedQueue<>();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeContainer
    static void listen() {
        SERVER.telemetry().listen(event -> {
            if (event.severity() == TelemetryEvent.Severity.ERROR) {
                FAILURES.add(event.describe());
            }
        });
    }

    @AfterTry
    void nothingHasFailed() {
        assertThat(FAILURES).isEmpty();
    }

    @AfterContainer
    static void stop() {
        SERVER.close();
    }

    // ---- rubbish ------------------------------------------------------------------------------------------------------------------

    /** Good messages with something in them that does not belong there: rubbish alone would not get far. */
    @Provide
    Arbitrary<String> damaged() {
        var good = Arbitraries.of(BEAT, "[\"1\",\"1\",\"room:a\",\"phx_join\",{}]",
                "[\"1\",\"2\",\"room:a\",\"echo\",{\"a\":[1,2]}]",
                "[\"1\",\"3\",\"room:a\",\"phx_leave\",{}]", "[\"1\",\"1\",\"typed\",\"phx_join\",{}]",
                "[\"1\",\"2\",\"typed\",\"shout\",{\"body\":\"x\",\"times\":1}]");
        var stray = Arbitraries.oneOf(
                Arbitraries.of("\"", "[", "]", "{", "}", ",", ":", "\\", "\\u0000", "\\ud800", "\u0000", "null", "-",
                        "9".repeat(2_000), "1e999999999", "[".repeat(200), "\"" + "x".repeat(5_000) + "\"", "\n",
                        "\ufeff"),
                Arbitraries.strings().ofMaxLength(5));
        return Combinators
                .combine(good, stray, Arbitraries.integers().between(0, 60), Arbitraries.integers().between(0, 9))
                .as((message, extra, at, cut) -> {
                    var from = Math.min(at, message.length());
                    return message.substring(0, from) + extra
                            + message.substring(Math.min(from + cut, message.length()));
                }).map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @Property(tries = 200)
    void fuzzTextsAreAnsweredOrTheEndOfTheirConnection(@ForAll("damaged") String text) throws Exception {
        endsOrLives(client -> client.send(text));
    }

    @Property(tries = 100)
    void fuzzBytesAreAnsweredOrTheEndOfTheirConnection(@ForAll byte[] bytes, @ForAll boolean push) throws Exception {
        if (push && bytes.length > 0) {
            bytes[0] = 0;
        }
        endsOrLives(client -> client.sendBinary(bytes));
    }

    private static void endsOrLives(Consumer<Client> rubbish) throws Exception {
        try (var client = Transport.WEBSOCKET.connect(SERVER.port())) {
            rubbish.accept(client);
            try {
                client.send(BEAT);
            } catch (CompletionException e) { // it has ended already
            }
            for (var frame = client.frames.poll(); frame == null || !frame.equals(BEATS_REPLY);) {
                frame = client.frames.poll(20, TimeUnit.MILLISECONDS);
                if (frame == null && client.closed.isDone()) {
                    assertThat(client.closed.get()).isEqualTo(UNDECODABLE);
                    return;
                }
            }
        }
    }

    @Property(tries = 100)
    void fuzzBodiesAreTakenOrRefused(@ForAll List<@From("damaged") String> lines, @ForAll byte[] noise,
            @ForAll boolean isNoise) throws Exception {
        var opened = LongPollClient.answer(HttpRequest.newBuilder(uri("")).GET());
        var body = isNoise ? noise : String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        var answer = HTTP.send(HttpRequest.newBuilder(uri(String.valueOf(opened.token())))
                .header("Content-Type", "application/x-ndjson").POST(BodyPublishers.ofByteArray(body)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isIn(200, 400);
        if (answer.statusCode() == 200) {
            assertThat(answer.body()).isIn("{\"status\":200}", "{\"status\":410}");
        }
    }

    @Property(tries = 100)
    void fuzzTokensOpenNoSessionOfOthers(@ForAll String token, @ForAll byte[] header)
            throws IOException, InterruptedException {
        var answer = LongPollClient.answer(HttpRequest.newBuilder(uri(URLEncoder.encode(token, StandardCharsets.UTF_8)))
                .header("X-Phoenix-Longpoll-Token", Base64.getEncoder().encodeToString(header)).GET());
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.messages()).isEmpty();
    }

    private static URI uri(String token) {
        return URI.create("http://127.0.0.1:" + SERVER.port() + "/socket/longpoll?vsn=2.0.0&user=ann&token=" + token);
    }
}
