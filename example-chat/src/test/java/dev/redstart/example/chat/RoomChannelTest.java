package dev.redstart.example.chat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.redstart.channels.Payload;
import dev.redstart.channels.presence.Presence;
import dev.redstart.channels.test.ChannelTester;
import dev.redstart.channels.test.TestChannel;
import dev.redstart.example.chat.RoomChannel.Page;
import dev.redstart.example.chat.RoomChannel.UserTyping;
import dev.redstart.example.chat.RoomChannel.Welcome;
import dev.redstart.pubsub.PubSub;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** What clients of a room see. By the kit, as an application's tests are meant to be: no network, but real encoding both ways. */
final class RoomChannelTest {
    private static final String LOBBY = "room:lobby";

    @TempDir
    Path data;

    private ChannelTester chat() {
        return chat(RoomStore.inFolder(data));
    }

    private static ChannelTester chat(RoomStore store) {
        var pubsub = PubSub.named("chat");
        var presence = Presence.named("chat-presence", pubsub);
        return ChannelTester.of(new ChatSocket(pubsub, presence, store), store, pubsub, presence);
    }

    private static TestChannel join(ChannelTester chat, String user, String topic) {
        return chat.connect(Map.of("user", user)).join(topic);
    }

    private static TestChannel joined(ChannelTester chat, String user) {
        var room = join(chat, user, LOBBY);
        room.assertJoined();
        return room;
    }

    // ---- joining ------------------------------------------------------------------------------------------------------------------

    @Test
    void anEmptyRoomAnswersWithAnEmptyHistory() {
        try (var chat = chat()) {
            assertThat(join(chat, "ana", LOBBY).assertJoined().tree())
                    .isEqualTo(Map.of("history", List.of(), "stored", true));
        }
    }

    @Test
    void aJoinTellsTheLast50MessagesOldestFirst() throws Exception {
        var said = saidBefore(60);
        try (var chat = chat()) {
            var welcome = join(chat, "ana", LOBBY).assertJoined().as(Welcome.class);
            assertThat(welcome.history()).extracting(Message::body).isEqualTo(said.subList(10, 60));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-z_9", "0123456789012345678901234567890123456789012345678901234567890123"})
    void aRoomNameIsLettersDigitsDashAndUnderscore(String name) {
        try (var chat = chat()) {
            join(chat, "ana", "room:" + name).assertJoined();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ä", "a/b", "a:b", "lobby\n", "*",
            "01234567890123456789012345678901234567890123456789012345678901234"})
    void anyOtherRoomNameIsRefused(String name) {
        try (var chat = chat()) {
            assertThat(join(chat, "ana", "room:" + name).assertRefused().tree())
                    .isEqualTo(Map.of("reason", "invalid room name"));
        }
    }

    // ---- talking ------------------------------------------------------------------------------------------------------------------

    @Test
    void aShoutReachesEverybody() {
        try (var chat = chat()) {
            var ana = joined(chat, "ana");
            var bo = joined(chat, "bo");
            assertThat(shout(ana, " hi \n <b>there</b> ").tree()).isEqualTo(Map.of("stored", true));
            var seen = ana.assertPush("shout");
            assertThat(bo.assertPush("shout").tree()).isEqualTo(seen.tree());
            var message = seen.as(Message.class);
            assertThat(message.user()).isEqualTo("ana");
            assertThat(message.body()).isEqualTo(" hi \n <b>there</b> ");
            assertThat(message.at()).isCloseTo(Instant.now(), within(60, SECONDS));
        }
    }

    @Test
    void whatWasSaidIsInTheHistoryOfWhoeverComesLater() {
        try (var chat = chat()) {
            var ana = joined(chat, "ana");
            shout(ana, "hi");
            var said = ana.assertPush("shout").as(Message.class);
            assertThat(join(chat, "bo", LOBBY).assertJoined().as(Welcome.class).history()).containsExactly(said);
        }
    }

    /** Nobody hears of it, and the channel lives on; {@link MessageTest} has the rules. */
    @Test
    void whatCannotBeSaidIsRefused() {
        try (var chat = chat()) {
            var ana = joined(chat, "ana");
            var bo = joined(chat, "bo");
            assertThat(ana.push("shout", Map.of("body", " \n\t ")).assertReply("error").tree())
                    .isEqualTo(Map.of("reason", "invalid_body"));
            shout(ana, "well then");
            assertThat(bo.assertPush("shout").text("body")).contains("well then");
        }
    }

    @Test
    void typingIsToldToTheOthersAndNotAnswered() {
        try (var chat = chat()) {
            var ana = joined(chat, "ana");
            var bo = joined(chat, "bo");
            var first = ana.push("typing", Map.of("on", true));
            assertThat(bo.assertPush("typing").as(UserTyping.class)).isEqualTo(new UserTyping("ana", true));
            ana.push("typing", Map.of("on", false));
            assertThat(bo.assertPush("typing").as(UserTyping.class)).isEqualTo(new UserTyping("ana", false));
            first.refuteReply();
            ana.refutePush("typing");
        }
    }

    @Test
    void roomsDoNotMix() {
        try (var chat = chat()) {
            var ana = join(chat, "ana", "room:kitchen");
            var bo = joined(chat, "bo");
            ana.assertJoined();
            shout(ana, "in the kitchen");
            shout(bo, "in the lobby");
            assertThat(bo.assertPush("shout").text("body")).contains("in the lobby");
        }
    }

    @Test
    void aClientWithoutANameIsAGuest() {
        try (var chat = chat()) {
            var somebody = joined(chat, " ");
            shout(somebody, "hi");
            assertThat(somebody.assertPush("shout").as(Message.class).user()).matches("guest-[0-9a-f]{4}");
        }
    }

    static List<Misunderstood> misunderstood() {
        return List.of(new Misunderstood("dance", Map.of(), Map.of("reason", "unknown_event")),
                new Misunderstood("shout", Map.of("body", 5), invalid("body")),
                new Misunderstood("shout", Map.of(), invalid("body")),
                new Misunderstood("shout", Payload.ofBytes(new byte[]{1}), invalid()),
                new Misunderstood("history", Map.of("last", 1, "before", "x"), invalid("before")));
    }

    record Misunderstood(String event, Object payload, Map<String, ?> answer) {}

    private static Map<String, ?> invalid(String... fields) {
        return Map.of("reason", "invalid_payload", "fields", List.of(fields));
    }

    @ParameterizedTest
    @MethodSource("misunderstood")
    void whatIsNotUnderstoodIsAnsweredAndTheChannelLivesOn(Misunderstood sent) {
        try (var chat = chat()) {
            var ana = joined(chat, "ana");
            assertThat(ana.push(sent.event, sent.payload).assertReply("error").tree()).isEqualTo(sent.answer);
            page(ana, Map.of("last", 1));
        }
    }

    // ---- who is here --------------------------------------------------------------------------------------------------------------

    @Test
    void whoComesIsToldWhoIsHereAndTheOthersAreToldOfIt() {
        try (var chat = chat()) {
            var ana = joined(chat, "ana");
            assertThat(names(ana.assertPush("presence_state"))).containsExactly("ana");
            assertThat(names(ana.assertPush("presence_diff"), "joins")).containsExactly("ana");
            var bo = chat.connect(Map.of("user", "bo"));
            assertThat(names(bo.join(LOBBY).assertPush("presence_state"))).containsExactly("ana", "bo");
            var diff = ana.assertPush("presence_diff");
            assertThat(names(diff, "joins")).containsExactly("bo");
            assertThat(names(diff, "leaves")).isEmpty();
            bo.close();
            assertThat(names(ana.assertPush("presence_diff"), "leaves")).containsExactly("bo");
        }
    }

    @Test
    void whoeverHasTheSameNameIsOneOnTwoDevices() {
        try (var chat = chat()) {
            joined(chat, "ana");
            var metas = joined(chat, "ana").assertPush("presence_state").as(State.class).ana.metas;
            assertThat(metas).hasSize(2).allSatisfy(device -> assertThat(device.onlineAt()).isPositive());
        }
    }

    record State(Devices ana) {}

    record Devices(List<RoomChannel.Device> metas) {}

    @Test
    void whoLeavesIsNotHereAnyMore() {
        try (var chat = chat()) {
            var ana = joined(chat, "ana");
            ana.leave().assertReply("ok");
            ana.assertClosed();
            await().until(() -> names(joined(chat, "bo").assertPush("presence_state")), List.of("bo")::equals);
        }
    }

    private static List<Object> names(Payload state) {
        return state.tree() instanceof Map<?, ?> byName
                ? List.<Object>copyOf(byName.keySet())
                : List.<Object>of("no object");
    }

    private static List<Object> names(Payload diff, String part) {
        return diff.get(part).orElseThrow() instanceof Map<?, ?> byName
                ? List.<Object>copyOf(byName.keySet())
                : List.<Object>of("no object");
    }

    // ---- history ------------------------------------------------------------------------------------------------------------------

    @Test
    void historyPagesBackToTheFirstMessage() throws Exception {
        var said = saidBefore(5);
        try (var chat = chat()) {
            var ana = joined(chat, "ana");
            var newest = page(ana, Map.of("last", 2));
            assertThat(newest).extracting(Message::body).isEqualTo(said.subList(3, 5));
            var older = page(ana, before(newest));
            assertThat(older).extracting(Message::body).isEqualTo(said.subList(1, 3));
            assertThat(page(ana, before(older))).extracting(Message::body).isEqualTo(said.subList(0, 1));
        }
    }

    private static Map<String, ?> before(List<Message> page) {
        UUID first = page.getFirst().id();
        return Map.of("last", 2, "before", first);
    }

    @Test
    void aPageHas1To200Messages() throws Exception {
        saidBefore(210);
        try (var chat = chat()) {
            var ana = joined(chat, "ana");
            assertThat(page(ana, Map.of("last", 1_000_000))).hasSize(200);
            assertThat(page(ana, Map.of("last", -1))).hasSize(1);
        }
    }

    @Test
    void whileTheDatabaseIsAwayPeopleTalkOn() throws Exception {
        var database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", data.toString()).start();
        try (var cable = new Cable(database.getPort());
                var chat = chat(RoomStore.at("jdbc:h2:tcp://127.0.0.1:" + cable.port() + "/chat"))) {
            var ana = joined(chat, "ana");
            cable.pull();
            assertThat(shout(ana, "not kept").tree()).isEqualTo(Map.of("stored", false));
            assertThat(ana.assertPush("shout").text("body")).contains("not kept");
            assertThat(join(chat, "bo", LOBBY).assertJoined().tree())
                    .isEqualTo(Map.of("history", List.of(), "stored", false));
            cable.plug();
            await().until(() -> shout(ana, "again").get("stored").orElseThrow().equals(true));
        } finally {
            database.stop();
        }
    }

    private static Payload shout(TestChannel room, String body) {
        return room.push("shout", Map.of("body", body)).assertReply("ok");
    }

    private static List<Message> page(TestChannel room, Map<String, ?> payload) {
        return room.push("history", payload).assertReply("ok").as(Page.class).messages();
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
