package dev.redstart.channels.functional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** DESIGN.md 6: events that are records. */
@ParameterizedClass
@EnumSource(Transport.class)
class TypedEventsTest {
    private final TestServer server = new TestServer();
    private final Client client;

    TypedEventsTest(Transport transport) {
        client = transport.connect(server.port());
    }

    @BeforeEach
    void join() {
        client.send("[\"1\",\"1\",\"typed\",\"phx_join\",{}]");
        client.expect("[\"1\",\"1\",\"typed\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void theRecordsNameIsTheEventAndItsComponentsAreThePayload() {
        client.send("[\"1\",\"2\",\"typed\",\"shout\",{\"body\":\"hi\",\"more\":1}]");
        client.expect("[null,null,\"typed\",\"shout\",{\"body\":\"hi\"}]");
        client.send("[\"1\",\"3\",\"typed\",\"add_all\",{\"numbers\":[1,2]}]",
                "[\"1\",\"4\",\"typed\",\"add_all\",{\"numbers\":[3]}]");
        client.expect("[\"1\",\"3\",\"typed\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"sum\":3}}]",
                "[\"1\",\"4\",\"typed\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"sum\":6}}]");
    }

    @Test
    void whatIsUnknownOrDoesNotFitIsAnsweredAndTheChannelLivesOn() {
        client.send("[\"1\",\"2\",\"typed\",\"whisper\",{}]", "[\"1\",\"3\",\"typed\",\"shout\",{\"body\":5}]",
                "[\"1\",\"4\",\"typed\",\"shout\",null]", "[\"1\",\"5\",\"typed\",\"add_all\",{\"numbers\":[\"x\"]}]",
                "[\"1\",\"6\",\"typed\",\"add_all\",{\"numbers\":[]}]");
        client.expect(
                "[\"1\",\"2\",\"typed\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unknown_event\"}}]",
                "[\"1\",\"3\",\"typed\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"invalid_payload\",\"fields\":[\"body\"]}}]",
                "[\"1\",\"4\",\"typed\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"invalid_payload\",\"fields\":[]}}]",
                "[\"1\",\"5\",\"typed\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"invalid_payload\",\"fields\":[\"numbers\"]}}]",
                "[\"1\",\"6\",\"typed\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"sum\":0}}]");
    }
}
