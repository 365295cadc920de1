package dev.redstart.example.chat;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static dev.redstart.example.chat.OfficialClient.json;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** That the npm package {@code phoenix} works with this server, unchanged, and heals as it does with Phoenix. */
final class OfficialClientTest {
    private static final String LOBBY = "room:lobby";

    @RegisterExtension
    final OfficialClient client = new OfficialClient();

    @TempDir
    Path data;
    private RunningChat chat;

    @BeforeEach
    void start() {
        chat = RunningChat.in(data);
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    @Test
    void joinsAndIsToldTheHistory() {
        client.connect("ana", chat);
        assertThat(client.join("ana", LOBBY, "joined")).isEqualTo(json("{'history':[],'stored':true}"));
    }

    @Test
    void isRefused() {
        client.connect("ana", chat);
        assertThat(client.join("ana", "room:no room", "refused")).isEqualTo(json("{'reason':'invalid room name'}"));
        client.leave("ana");
        client.expect("ana", "closed");
        assertThat(client.join("ana", "cellar:lobby", "refused")).isEqualTo(json("{'reason':'unmatched topic'}"));
    }

    @Test
    void aPushIsAnsweredWithOkOrErrorOrNotInTime() {
        inTheLobby("ana");
        client.push("ana", "shout", Map.of("body", "hi"));
        client.expect("ana", "shout");
        assertThat(client.expect("ana", "ok")).isEqualTo(json("{'stored':true}"));
        client.push("ana", "shout", Map.of("body", " "));
        assertThat(client.expect("ana", "error")).isEqualTo(json("{'reason':'invalid_body'}"));
        // the one event that this server never answers
        client.push("ana", "typing", Map.of("on", true), 100);
        client.expect("ana", "timeout");
        client.push("ana", "history", Map.of("last", 1));
        assertThat(client.expect("ana", "ok").get("messages")).hasSize(1);
    }

    @Test
    void aBroadcastReachesAnother() {
        inTheLobby("ana");
        inTheLobby("bo");
        client.push("ana", "typing", Map.of("on", true));
        assertThat(client.expect("bo", "typing")).isEqualTo(json("{'user':'ana','on':true}"));
        client.push("ana", "shout", Map.of("body", "línea 🐦"));
        var said = client.expect("ana", "shout");
        assertThat(said.get("body").stringValue()).isEqualTo("línea 🐦");
        assertThat(client.expect("bo", "shout")).isEqualTo(said);
    }

    /** The client reports the end of a leave without waiting for it, so the server is asked, too. */
    @Test
    void leaves() {
        inTheLobby("ana");
        inTheLobby("bo");
        client.leave("ana");
        client.expect("ana", "closed");
        await().atMost(ofSeconds(30)).until(() -> chat.channels().size() == 1);
        client.push("bo", "shout", Map.of("body", "without you"));
        client.expect("bo", "shout");
        assertThat(client.join("ana", LOBBY, "joined").get("history")).hasSize(1);
    }

    @Test
    void joinsAgainWhenItsChannelCrashesAndNobodyElseNotices() {
        inTheLobby("ana");
        var channelOfAna = chat.channels().iterator().next();
        inTheLobby("bo");
        chat.kill(channelOfAna);
        client.expect("ana", "failed");
        client.expect("ana", "joined");
        client.push("ana", "shout", Map.of("body", "back again"));
        client.expect("ana", "shout");
        assertThat(client.expect("bo", "shout").get("body").stringValue()).isEqualTo("back again");
    }

    @Test
    void joinsAgainWhenTheServerIsStoppedAndStarted() {
        inTheLobby("ana");
        client.push("ana", "shout", Map.of("body", "before"));
        var said = client.expect("ana", "shout");
        client.expect("ana", "ok");
        chat.stop();
        client.expectAtLast("ana", "disconnected");
        chat.start();
        assertThat(client.expectAtLast("ana", "joined").get("history")).containsExactly(said);
        client.push("ana", "shout", Map.of("body", "after"));
        assertThat(client.expect("ana", "shout").get("body").stringValue()).isEqualTo("after");
    }

    private void inTheLobby(String who) {
        client.connect(who, chat);
        client.join(who, LOBBY, "joined");
    }
}
