package dev.redstart.example.chat;

import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The same on a real PostgreSQL, where one is named: {@code CHAT_POSTGRES_URL=jdbc:postgresql://…?user=…&password=…}. */
@EnabledIfEnvironmentVariable(named = "CHAT_POSTGRES_URL", matches = "jdbc:postgresql:.+", disabledReason = "CHAT_POSTGRES_URL names no PostgreSQL (Debian: package postgresql)")
final class PostgresRoomStoreTest extends RoomStoreContract {
    @Override
    RoomStore store() {
        return RoomStore.at(System.getenv("CHAT_POSTGRES_URL"));
    }
}
