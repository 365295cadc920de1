package dev.redstart.example.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.redstart.example.chat.StoreResult.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What every database must do for the chat. */
abstract class RoomStoreContract {
    /** Another room for each test: a real server keeps what an earlier run left. */
    private final String room = "room-" + UUID.randomUUID();
    private RoomStore store;
    private AutoCloseable opened;

    /** The store, closed; asked again in the same test it has the same messages. */
    abstract RoomStore store();

    @BeforeEach
    void open() {
        store = store();
        opened = store.open();
    }

    @AfterEach
    void close() throws Exception {
        opened.close();
    }

    @Test
    void anEmptyRoomHasNoHistory() {
        assertThat(store.last(room, 50)).isEqualTo(new Done<>(List.of()));
    }

    @Test
    void givesBackWhatWasSaidOldestFirst() {
        var said = say(3);
        assertThat(store.last(room, 50)).isEqualTo(new Done<>(said));
    }

    @Test
    void givesTheLastOnesWhenThereAreMore() {
        var said = say(7);
        assertThat(store.last(room, 3)).isEqualTo(new Done<>(said.subList(4, 7)));
    }

    @Test
    void pagesBackToTheFirstMessage() {
        var said = say(7);
        var page = store.lastBefore(said.get(4).id(), room, 3).orElse(List.of());
        assertThat(page).isEqualTo(said.subList(1, 4));
        assertThat(store.lastBefore(page.getFirst().id(), room, 3)).isEqualTo(new Done<>(said.subList(0, 1)));
        assertThat(store.lastBefore(said.getFirst().id(), room, 3)).isEqualTo(new Done<>(List.of()));
    }

    @Test
    void roomsDoNotMix() {
        var here = say(1);
        store.append(room + "-other", Message.now("ana", "elsewhere"));
        assertThat(store.last(room, 50)).isEqualTo(new Done<>(here));
    }

    @Test
    void keepsEverythingOverARestart() throws Exception {
        var said = say(2);
        close();
        open();
        assertThat(store.last(room, 50)).isEqualTo(new Done<>(said));
        assertThat(store.append(room, Message.now("bo", "again")).isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'; drop table message; --", "<script>alert(1)</script>", "línea\nuna\ttab",
            "日本語 🐦‍🔥 עברית",
            "e\u0301 \u202eright-to-left\u202c \u200b", "\\ % _ ? \" ' :name $1", " "})
    void keepsTextExactlyAsItWasWritten(String text) {
        var message = Message.now(text, text);
        assertThat(store.append(room, message)).isEqualTo(new Done<>(message));
        assertThat(store.last(room, 1)).isEqualTo(new Done<>(List.of(message)));
    }

    @Test
    void keepsTheLongestMessage() {
        var message = Message.now("n".repeat(40), "🐦".repeat(1_000));
        assertThat(store.append(room, message).isDone()).isTrue();
        assertThat(store.last(room, 1)).isEqualTo(new Done<>(List.of(message)));
    }

    @Test
    void manyThreadsAtOnceLoseNothing() {
        IntStream.range(0, 200).parallel().forEach(i -> store.append(room, Message.now("ana", "nr " + i)));
        assertThat(store.last(room, 500).orElse(List.of())).hasSize(200).extracting(message -> message.id().toString())
                .isSorted();
    }

    @Test
    void anInterruptedWriterDoesNotTakeTheStoreFromTheOthers() {
        var writer = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            store.append(room, Message.now("ana", "interrupted"));
        });
        assertThat(join(writer)).isTrue();
        var after = say(1);
        assertThat(store.last(room, 1)).isEqualTo(new Done<>(after));
    }

    private List<Message> say(int times) {
        var said = new ArrayList<Message>();
        for (int i = 0; i < times; i++) {
            var message = Message.now("ana", "nr " + i);
            assertThat(store.append(room, message).isDone()).isTrue();
            said.add(message);
        }
        return said;
    }

    private static boolean join(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
