package dev.redstart.example.chat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static dev.redstart.example.chat.Wire.json;
import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** What clients of a room see, frame by frame. */
final class RoomChannelTest {
    private static final String LOBBY = "room:lobby";

    @TempDir
    Path data;

    @Test
    void anEmptyRoomAnswersWithAnEmptyHistory() {
        try (var chat = RunningChat.in(data); var ana = Wire.connect(chat, "ana")) {
            ana.join(LOBBY);
            assertThat(ana.reply("ok")).isEqualTo(json("{'history':[],'stored':true}"));
        }
    }

    @Test
    void aJoinTellsTheLast50MessagesOldestFirst() throws Exception {
        var said = saidBefore(60);
        try (var chat = RunningChat.in(data); var ana = Wire.connect(chat, "ana")) {
            ana.join(LOBBY);
            var history = ana.reply("ok").get("history");
            assertThat(bodies(history)).isEqualTo(said.subList(10, 60));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-z_9", "0123456789012345678901234567890123456789012345678901234567890123"})
    void aRoomNameIsLettersDigitsDashAndUnderscore(String name) {
        try (var chat = RunningChat.in(data); var ana = Wire.connect(chat, "ana")) {
            ana.join("room:" + name);
            ana.reply("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ä", "a/b", "a:b", "lobby\\n", "*",
            "01234567890123456789012345678901234567890123456789012345678901234"})
    void anyOtherRoomNameIsRefused(String name) {
        try (var chat = RunningChat.in(data); var ana = Wire.connect(chat, "ana")) {
            ana.join("room:" + name);
            assertThat(ana.reply("error")).isEqualTo(json("{'reason':'invalid room name'}"));
        }
    }

    @Test
    void aShoutReachesEverybodyAndItsSenderBeforeTheReply() {
        try (var chat = RunningChat.in(data);
                var ana = Wire.joined(chat, "ana", "lobby");
                var bo = Wire.joined(chat, "bo", "lobby")) {
            ana.push(LOBBY, "shout", "{'body':' hi \\n <b>there</b> '}".replace('\'', '"'));
            var seen = ana.event("shout");
            assertThat(ana.reply("ok")).isEqualTo(json("{'stored':true}"));
            assertThat(bo.event("shout")).isEqualTo(seen);
            assertThat(seen.propertyNames()).containsExactly("id", "user", "body", "at");
            assertThat(seen.get("user").stringValue()).isEqualTo("ana");
            assertThat(seen.get("body").stringValue()).isEqualTo(" hi \n <b>there</b> ");
            assertThat(Instant.parse(seen.get("at").stringValue())).isCloseTo(Instant.now(), within(60, SECONDS));
        }
    }

    @Test
    void whatWasSaidIsInTheHistoryOfWhoeverComesLater() {
        try (var chat = RunningChat.in(data); var ana = Wire.joined(chat, "ana", "lobby")) {
            ana.push(LOBBY, "shout", "{\"body\":\"hi\"}");
            var said = ana.event("shout");
            ana.reply("ok");
            try (var bo = Wire.connect(chat, "bo")) {
                bo.join(LOBBY);
                assertThat(bo.reply("ok").get("history")).containsExactly(said);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \\n\\t ", "nul \\u0000", "half \\ud83d", "half \\udc26 too"})
    void whatSaysNothingOrCannotBeKeptIsRefused(String body) {
        assertRefused(body);
    }

    @Test
    void aMessageHas2000UnitsAtMost() {
        assertRefused("n".repeat(2_001));
        assertRefused("🐦".repeat(1_000) + "n");
    }

    /** Nobody hears of it, and the channel lives on. */
    private void assertRefused(String body) {
        try (var chat = RunningChat.in(data);
                var ana = Wire.joined(chat, "ana", "lobby");
                var bo = Wire.joined(chat, "bo", "lobby")) {
            ana.push(LOBBY, "shout", "{\"body\":\"" + body + "\"}");
            assertThat(ana.reply("error")).isEqualTo(json("{'reason':'invalid_body'}"));
            var longest = "🐦".repeat(1_000);
            ana.push(LOBBY, "shout", "{\"body\":\"" + longest + "\"}");
            assertThat(bo.event("shout").get("body").stringValue()).isEqualTo(longest);
        }
    }

    @Test
    void typingIsToldToTheOthersAndNotAnswered() {
        try (var chat = RunningChat.in(data);
                var ana = Wire.joined(chat, "ana", "lobby");
                var bo = Wire.joined(chat, "bo", "lobby")) {
            ana.push(LOBBY, "typing", "{\"on\":true}");
            assertThat(bo.event("typing")).isEqualTo(json("{'user':'ana','on':true}"));
            ana.push(LOBBY, "typing", "{\"on\":false}");
            assertThat(bo.event("typing")).isEqualTo(json("{'user':'ana','on':false}"));
            ana.push(LOBBY, "history", "{\"last\":1}");
            ana.reply("ok");
        }
    }

    @Test
    void whoComesIsToldWhoIsHereAndTheOthersAreToldOfIt() {
        try (var chat = RunningChat.in(data); var ana = Wire.joined(chat, "ana", "lobby")) {
            assertThat(ana.presence("presence_state").propertyNames()).containsExactly("ana");
            assertThat(ana.presence("presence_diff").get("joins").propertyNames()).containsExactly("ana");
            try (var bo = Wire.joined(chat, "bo", "lobby")) {
                assertThat(bo.presence("presence_state").propertyNames()).containsExactly("ana", "bo");
                var diff = ana.presence("presence_diff");
                assertThat(diff.get("joins").get("bo").get("metas").get(0).propertyNames()).containsExactly("phx_ref",
                        "onlineAt");
                assertThat(diff.get("leaves")).isEmpty();
            }
            assertThat(ana.presence("presence_diff").get("leaves").propertyNames()).containsExactly("bo");
        }
    }

    @Test
    void historyPagesBackToTheFirstMessage() throws Exception {
        var said = saidBefore(5);
        try (var chat = RunningChat.in(data); var ana = Wire.joined(chat, "ana", "lobby")) {
            var newest = page(ana, "{\"last\":2}");
            assertThat(bodies(newest)).isEqualTo(said.subList(3, 5));
            var older = page(ana, "{\"last\":2,\"before\":" + newest.get(0).get("id") + "}");
            assertThat(bodies(older)).isEqualTo(said.subList(1, 3));
            var oldest = page(ana, "{\"last\":2,\"before\":" + older.get(0).get("id") + "}");
            assertThat(bodies(oldest)).isEqualTo(said.subList(0, 1));
        }
    }

    @Test
    void aPageHas1To200Messages() throws Exception {
        saidBefore(210);
        try (var chat = RunningChat.in(data); var ana = Wire.joined(chat, "ana", "lobby")) {
            assertThat(page(ana, "{\"last\":1000000}")).hasSize(200);
            assertThat(page(ana, "{\"last\":-1}")).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            dance   | {}                       | {'reason':'unknown_event'}
            shout   | {"body":5}               | {'reason':'invalid_payload','fields':['body']}
            shout   | {}                       | {'reason':'invalid_payload','fields':['body']}
            history | {"last":1,"before":"x"}  | {'reason':'invalid_payload','fields':['before']}
            """)
    void whatIsNotUnderstoodIsAnsweredAndTheChannelLivesOn(String event, String payload, String answer) {
        try (var chat = RunningChat.in(data); var ana = Wire.joined(chat, "ana", "lobby")) {
            ana.push(LOBBY, event, payload);
            assertThat(ana.reply("error")).isEqualTo(json(answer));
            ana.push(LOBBY, "history", "{\"last\":1}");
            ana.reply("ok");
        }
    }

    @Test
    void roomsDoNotMix() {
        try (var chat = RunningChat.in(data);
                var ana = Wire.joined(chat, "ana", "kitchen");
                var bo = Wire.joined(chat, "bo", "lobby")) {
            ana.push("room:kitchen", "shout", "{\"body\":\"in the kitchen\"}");
            ana.event("shout");
            ana.reply("ok");
            bo.push(LOBBY, "shout", "{\"body\":\"in the lobby\"}");
            assertThat(bo.event("shout").get("body").stringValue()).isEqualTo("in the lobby");
        }
    }

    @Test
    void aClientWithoutANameIsAGuest() {
        try (var chat = RunningChat.in(data); var somebody = Wire.joined(chat, " ", "lobby")) {
            somebody.push(LOBBY, "shout", "{\"body\":\"hi\"}");
            assertThat(somebody.event("shout").get("user").stringValue()).matches("guest-[0-9a-f]{4}");
        }
    }

    @Test
    void aChannelThatDiesTellsItsOwnClientOnly() {
        try (var chat = RunningChat.in(data); var ana = Wire.joined(chat, "ana", "lobby")) {
            var channelOfAna = chat.channels().iterator().next();
            try (var bo = Wire.joined(chat, "bo", "lobby")) {
                chat.kill(channelOfAna);
                ana.event("phx_error");
                ana.join(LOBBY);
                ana.reply("ok");
                ana.push(LOBBY, "shout", "{\"body\":\"back again\"}");
                assertThat(bo.event("shout").get("body").stringValue()).isEqualTo("back again");
            }
        }
    }

    @Test
    void whileTheDatabaseIsAwayPeopleTalkOn() throws Exception {
        var database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", data.toString()).start();
        try (var cable = new Cable(database.getPort());
                var chat = RunningChat.withDatabase("jdbc:h2:tcp://127.0.0.1:" + cable.port() + "/chat");
                var ana = Wire.joined(chat, "ana", "lobby")) {
            cable.pull();
            ana.push(LOBBY, "shout", "{\"body\":\"not kept\"}");
            assertThat(ana.event("shout").get("body").stringValue()).isEqualTo("not kept");
            assertThat(ana.reply("ok")).isEqualTo(json("{'stored':false}"));
            try (var bo = Wire.connect(chat, "bo")) {
                bo.join(LOBBY);
                assertThat(bo.reply("ok")).isEqualTo(json("{'history':[],'stored':false}"));
            }
            cable.plug();
            await().until(() -> isKept(ana));
        } finally {
            database.stop();
        }
    }

    private static boolean isKept(Wire wire) {
        wire.push(LOBBY, "shout", "{\"body\":\"again\"}");
        wire.event("shout");
        return wire.reply("ok").get("stored").booleanValue();
    }

    private static JsonNode page(Wire wire, String payload) {
        wire.push(LOBBY, "history", payload);
        return wire.reply("ok").get("messages");
    }

    private static List<String> bodies(JsonNode messages) {
        return StreamSupport.stream(messages.spliterator(), false).map(message -> message.get("body").stringValue())
                .toList();
    }

    /** Fills the lobby before the chat starts. */
    private List<String> saidBefore(int messages) throws Exception {
        var store = RoomStore.inFolder(data);
        var bodies = IntStream.range(0, messages).mapToObj(number -> "number " + number).toList();
        try (var _ = store.open()) {
            bodies.forEach(body -> store.append("lobby", Message.now("cleo", body)));
        }
        return bodies;
    }
}
