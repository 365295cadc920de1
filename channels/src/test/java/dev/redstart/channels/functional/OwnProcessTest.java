package dev.redstart.channels.functional;

import java.util.Map;

import dev.redstart.channels.Broadcast;
import dev.redstart.process.ExitReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PROTOCOL.md 16, custom channels: any process can serve a topic. */
@ParameterizedClass
@EnumSource(Transport.class)
class OwnProcessTest {
    private final TestServer server = new TestServer();
    private final Client client;

    OwnProcessTest(Transport transport) {
        client = transport.connect(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void join(String topic) {
        client.send("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]");
    }

    private static String reply(String ref, String status, String response) {
        return "[\"1\",\"" + ref + "\",\"own:a\",\"phx_reply\",{\"status\":\"" + status + "\",\"response\":" + response
                + "}]";
    }

    @Test
    void section16customAnswersItsJoinAndSendsForItself() {
        join("own:a");
        client.expect(reply("1", "ok", "{\"user\":\"ann\"}"));
        client.send("[\"1\",\"2\",\"own:a\",\"any\",{\"x\":1}]", "[\"1\",null,\"own:a\",\"any\",{}]");
        client.expect("[\"1\",null,\"own:a\",\"pushed\",{\"x\":1}]", reply("2", "ok", "{\"count\":1}"),
                "[\"1\",null,\"own:a\",\"pushed\",{}]");
        new Broadcast("own:a", "ext", Map.of()).on(server.pubsub());
        client.expect("[null,null,\"own:a\",\"ext\",{}]");
    }

    @Test
    void section16customMayAnswerItsJoinLaterOrRefuse() {
        join("own:later");
        client.expect("[\"1\",\"1\",\"own:later\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        join("own:no");
        client.expect(
                "[\"1\",\"1\",\"own:no\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"no\"}}]");
    }

    @Test
    void section16customAnnouncesAGoodEnd() throws InterruptedException {
        join("own:a");
        client.next();
        client.send("[\"1\",\"2\",\"own:a\",\"stop\",{}]");
        client.expect(reply("2", "ok", "{\"last\":true}"), "[\"1\",\"1\",\"own:a\",\"phx_close\",{}]");
        assertThat(server.nextTerminated().reason()).isEqualTo(ExitReason.NORMAL);
    }

    @Test
    void section16customThatEndsWithoutAWordHasCrashed() {
        join("own:a");
        client.next();
        client.send("[\"1\",\"2\",\"own:a\",\"end\",{}]");
        client.expect("[\"1\",\"1\",\"own:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
    }

    @Test
    void section16customLeaves() throws InterruptedException {
        join("own:a");
        client.next();
        client.send("[\"1\",\"2\",\"own:a\",\"phx_leave\",{}]");
        client.expect(reply("2", "ok", "{}"), "[\"1\",\"1\",\"own:a\",\"phx_close\",{}]");
        assertThat(server.nextTerminated().reason()).isEqualTo(new ExitReason.Shutdown("left"));
    }
}
