package dev.redstart.channels.functional;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redstart.channels.serializer.SerializerTable;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** A client on long-poll that behaves as the official one: one poll at a time, one POST at a time with all that waits, up to 100 lines. */
final class LongPollClient extends Client {
    private static final int MAX_LINES = 100;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI uri;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread poller;
    private final Thread sender;
    private final String token;

    LongPollClient(URI uri) {
        this.uri = uri;
        try {
            var opened = answer(HttpRequest.newBuilder(uri).GET());
            assertThat(opened.status).isEqualTo(410);
            token = Objects.requireNonNull(opened.token);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        poller = Thread.startVirtualThread(this::poll);
        sender = Thread.startVirtualThread(this::post);
    }

    /** What an answer's JSON says. */
    record Answer(int http, int status, @Nullable String token, List<String> messages) {}

    static Answer answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return response.statusCode() == 200
                ? read(response.statusCode(), response.body())
                : new Answer(response.statusCode(), response.statusCode(), null, List.of());
    }

    /** Reads it with the one JSON reader there is: as the payload of a message. */
    static Answer read(int http, String body) {
        var v2 = ((SerializerTable.Choice.Chosen) SerializerTable.defaults().choose("2.0.0")).serializer();
        var payload = v2.decodeText(java.nio.ByteBuffer.wrap(
                ("[null,null,\"\",\"\"," + body + "]").getBytes(java.nio.charset.StandardCharsets.UTF_8))).payload();
        var messages = new ArrayList<String>();
        if (payload.get("messages").orElse(List.of()) instanceof List<?> all) {
            all.forEach(message -> messages.add(String.valueOf(message)));
        }
        return new Answer(http, payload.get("status").map(status -> ((Number) status).intValue()).orElseThrow(),
                payload.text("token").orElse(null), messages);
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create(uri + "&token=" + token));
    }

    private void poll() {
        try {
            for (;;) {
                var answer = answer(request().GET());
                frames.addAll(answer.messages);
                if (answer.status != 200 && answer.status != 204) {
                    closed.complete(answer.status);
                    return;
                }
            }
        } catch (IOException e) {
            closed.complete(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void post() {
        try {
            for (;;) {
                var batch = new ArrayList<String>(List.of(lines.take()));
                lines.drainTo(batch, MAX_LINES - 1);
                var answer = answer(request().header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", batch))));
                if (answer.status != 200) {
                    closed.complete(answer.status);
                    return;
                }
            }
        } catch (IOException e) {
            closed.complete(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void send(String... messages) {
        lines.addAll(List.of(messages));
    }

    @Override
    void sendBinary(byte... bytes) {
        lines.add(Base64.getEncoder().encodeToString(bytes));
    }

    /** There are no close codes here: the next request finds no session, and while the server drains gets no new one. */
    @Override
    void expectClosed(int code) {
        assertThat(closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join()).isIn(410, 503);
    }

    /** As a page that is closed: the server hears nothing of it. */
    @Override
    public void close() {
        poller.interrupt();
        sender.interrupt();
    }
}
