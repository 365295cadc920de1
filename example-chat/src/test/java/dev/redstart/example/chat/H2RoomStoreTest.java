package dev.redstart.example.chat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

import dev.redstart.Redstart;
import dev.redstart.example.chat.StoreResult.Done;
import dev.redstart.example.chat.StoreResult.Unavailable;
import dev.redstart.process.ExitReason;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

final class H2RoomStoreTest extends RoomStoreContract {
    @TempDir
    Path folder;

    @Override
    RoomStore store() {
        return RoomStore.inFolder(folder.resolve("made/when missing"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsAnAnswer() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "not a folder");
        var store = RoomStore.inFolder(file);
        try (var _ = store.open()) {
            assertThat(store.last("lobby", 1)).isInstanceOf(Unavailable.class);
            assertThat(store.append("lobby", Message.now("ana", "hi"))).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void aFolderThatH2CannotNameIsRefused() {
        assertThatThrownBy(() -> RoomStore.inFolder(Path.of("a;b"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the data folder must not contain ';' (H2 ends the file's name there), was a;b");
    }

    @Test
    void aStoreThatWasNeverOpenedIsUnavailable() {
        assertThat(store().last("lobby", 1)).isEqualTo(new Unavailable<>("the store was never opened"));
    }

    @Test
    void aServerThatGoesAwayAndComesBackLosesOnlyWhatWasSaidMeanwhile() throws Exception {
        var server = server();
        try (var cable = new Cable(server.getPort())) {
            var store = storeBehind(cable);
            var before = Message.now("ana", "before");
            var after = Message.now("ana", "after");
            try (var _ = store.open()) {
                assertThat(store.append("lobby", before)).isEqualTo(new Done<>(before));
                cable.pull();
                assertThat(store.append("lobby", Message.now("ana", "lost"))).isInstanceOf(Unavailable.class);
                cable.plug();
                await().until(() -> store.append("lobby", after).isDone());
                assertThat(store.last("lobby", 50)).isEqualTo(new Done<>(List.of(before, after)));
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void aServerThatStartsLaterIsUsedFromThenOn() throws Exception {
        var server = server();
        try (var cable = new Cable(server.getPort())) {
            cable.pull();
            var store = storeBehind(cable);
            try (var _ = store.open()) {
                assertThat(store.last("lobby", 1)).isInstanceOf(Unavailable.class);
                cable.plug();
                await().until(() -> store.last("lobby", 1).isDone());
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void asAChildItIsOpenFromTheStartOfTheTreeToItsEnd() {
        var store = store();
        var message = Message.now("ana", "hi");
        try (var _ = Redstart.start(supervisor("chat").child(store))) {
            assertThat(store.append("lobby", message)).isEqualTo(new Done<>(message));
        }
        assertThat(store.last("lobby", 1)).isInstanceOf(Unavailable.class);
        try (var _ = Redstart.start(supervisor("chat").child(store))) {
            assertThat(store.last("lobby", 1)).isEqualTo(new Done<>(List.of(message)));
        }
    }

    @Test
    void aCrashOfItsProcessOpensItAnew() {
        var store = store();
        try (var chat = Redstart.start(supervisor("chat").child(store))) {
            var keeper = chat.children(chat.root().ref().pid()).getFirst();
            chat.exit(keeper, ExitReason.KILL);
            var message = Message.now("ana", "hi");
            await().until(() -> store.append("lobby", message).isDone());
            assertThat(store.last("lobby", 1)).isEqualTo(new Done<>(List.of(message)));
        }
    }

    private static RoomStore storeBehind(Cable cable) {
        return RoomStore.at("jdbc:h2:tcp://127.0.0.1:" + cable.port() + "/net");
    }

    private Server server() throws SQLException {
        return Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString()).start();
    }
}
