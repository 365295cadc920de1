package dev.redstart.example.chat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.redstart.example.chat.StoreResult.Done;
import dev.redstart.example.chat.StoreResult.Unavailable;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.supervisor.ChildSpec;
import dev.redstart.supervisor.Startable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was said in the rooms, in a database: H2 in a folder, or any PostgreSQL by its JDBC URL.
 *
 * <p>No method throws when the database is down or was never there: it says {@link Unavailable} after a second at most,
 * and the next call tries again.
 *
 * <p>Threading: any thread may call; the caller waits for the database. Connections come from HikariCP's pool.
 */
final class RoomStore implements Startable {
    private static final Logger LOG = LoggerFactory.getLogger(RoomStore.class);
    private static final int POOL_SIZE = 8;
    private static final int CONNECTION_TIMEOUT_MS = 1_000;
    private static final int QUERY_TIMEOUT_S = 2;

    private static final List<String> SCHEMA = List.of("""
            create table if not exists message (
                id      uuid primary key,
                room    varchar(64) not null,
                author  varchar(40) not null,
                body    varchar(2000) not null,
                sent_at timestamp(3) with time zone not null)""",
            "create index if not exists message_of_room on message (room, id desc)");
    private static final String APPEND = "insert into message (id, room, author, body, sent_at) values (?, ?, ?, ?, ?)";
    /** Ordered by the room as well, or H2 sorts the whole room instead of walking the index. */
    private static final String BEFORE = """
            select id, author, body, sent_at from message where room = ? and id < ? order by room, id desc limit ?""";
    private static final UUID AFTER_ALL = new UUID(-1, -1);

    private final String jdbcUrl;
    private final String name;
    /** Null until the store is opened; closed when the store is. */
    private volatile @Nullable HikariDataSource pool;
    private final AtomicBoolean schemaExists = new AtomicBoolean();
    private final AtomicBoolean reachable = new AtomicBoolean(true);

    private RoomStore(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
        name = withoutParameters(jdbcUrl);
    }

    /**
     * The store kept by an embedded H2 in the file {@code chat.mv.db} of {@code folder}; what is missing is created. H2
     * writes commits to the file within half a second, and all of them when it is closed: only a JVM that is killed
     * outright loses that half second.
     */
    static RoomStore inFolder(Path folder) {
        return at(h2Url(folder));
    }

    /** The store behind {@code jdbcUrl}. */
    static RoomStore at(String jdbcUrl) {
        return new RoomStore(jdbcUrl);
    }

    /** As a child of a supervisor: a process that opens the store, and whose end closes it. */
    @Override
    public ChildSpec childSpec() {
        return ChildSpec.worker("room-store", () -> new Keeper(this));
    }

    /** Opens the store, also while its database is down, until what is returned is closed. */
    AutoCloseable open() {
        var opened = new HikariDataSource(poolConfig(jdbcUrl));
        pool = opened;
        schemaExists.set(false);
        if (last("", 1).isDone()) {
            LOG.info("the rooms' history is in {}", name);
        }
        return opened;
    }

    /** Keeps {@code message} as said in {@code room}; when this is done, it is committed. */
    StoreResult<Message> append(String room, Message message) {
        return query(APPEND, statement -> {
            statement.setObject(1, message.id());
            statement.setString(2, room);
            statement.setString(3, message.user());
            statement.setString(4, message.body());
            statement.setObject(5, message.at().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
            return message;
        });
    }

    /** The last {@code limit} messages of {@code room}, oldest first. */
    StoreResult<List<Message>> last(String room, int limit) {
        return lastBefore(AFTER_ALL, room, limit);
    }

    /** The last {@code limit} messages of {@code room} that are older than the message {@code id}, oldest first. */
    StoreResult<List<Message>> lastBefore(UUID id, String room, int limit) {
        return query(BEFORE, statement -> {
            statement.setString(1, room);
            statement.setObject(2, id);
            statement.setInt(3, limit);
            try (var rows = statement.executeQuery()) {
                return messages(rows).reversed();
            }
        });
    }

    private static List<Message> messages(ResultSet rows) throws SQLException {
        var messages = new ArrayList<Message>();
        while (rows.next()) {
            var at = rows.getObject("sent_at", OffsetDateTime.class).toInstant();
            messages.add(new Message(rows.getObject("id", UUID.class), rows.getString("author"), rows.getString("body"),
                    at));
        }
        return messages;
    }

    private interface Query<T> {
        T on(PreparedStatement statement) throws SQLException;
    }

    private <T> StoreResult<T> query(String sql, Query<T> query) {
        var open = pool;
        if (open == null) {
            return new Unavailable<>("the store was never opened");
        }
        try (var connection = open.getConnection()) {
            return done(run(sql, query, connection, open));
        } catch (SQLException failure) {
            return unavailable(failure, open);
        }
    }

    private <T> T run(String sql, Query<T> query, Connection connection, HikariDataSource open) throws SQLException {
        try {
            createSchema(connection);
            try (var statement = connection.prepareStatement(sql)) {
                statement.setQueryTimeout(QUERY_TIMEOUT_S);
                return query.on(statement);
            }
        } catch (SQLException failure) {
            // the pool does not know H2's codes for a dead connection, and would hand this one out for ever
            open.evictConnection(connection);
            throw failure;
        }
    }

    /** Done by whoever gets the first connection, since the database need not be up when the chat starts. */
    private void createSchema(Connection connection) throws SQLException {
        if (schemaExists.get()) {
            return;
        }
        try (var statement = connection.createStatement()) {
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
        }
        schemaExists.set(true);
    }

    private <T> StoreResult<T> done(T value) {
        if (!reachable.get() && reachable.compareAndSet(false, true)) {
            LOG.info("the database {} is back", name);
        }
        return new Done<>(value);
    }

    private <T> StoreResult<T> unavailable(SQLException failure, HikariDataSource open) {
        // said once, not at every message
        if (!open.isClosed() && reachable.compareAndSet(true, false)) {
            LOG.warn("the database {} does not answer, so messages are not kept until it does: {}", name,
                    rootOf(failure));
        }
        return new Unavailable<>(rootOf(failure));
    }

    /** The pool's own message says only that time ran out; what the driver said lies beneath. */
    private static String rootOf(Throwable failure) {
        var cause = failure.getCause();
        return cause == null ? failure.getClass().getSimpleName() + ": " + failure.getMessage() : rootOf(cause);
    }

    private static HikariConfig poolConfig(String jdbcUrl) {
        var config = new HikariConfig();
        config.setPoolName("chat-store");
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(POOL_SIZE);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        config.setValidationTimeout(CONNECTION_TIMEOUT_MS / 2);
        // 0: waits for one attempt to connect, since an embedded database may take longer to open than a caller would wait,
        // and goes on if that fails: the chat starts without its database, too
        config.setInitializationFailTimeout(0);
        return config;
    }

    private static String h2Url(Path folder) {
        String file = folder.toAbsolutePath().normalize().resolve("chat").toString();
        if (file.contains(";")) {
            throw new IllegalArgumentException(
                    "the data folder must not contain ';' (H2 ends the file's name there), was " + folder);
        }
        // async: killing a process interrupts its thread, and an interrupt closes a plain file channel for everybody;
        // DB_CLOSE_ON_EXIT: close() does that, in its turn; TRACE_LEVEL_FILE: failures are logged here, once
        return "jdbc:h2:async:" + file + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    }

    /** What may be logged: a JDBC URL's parameters can hold a password. */
    private static String withoutParameters(String jdbcUrl) {
        return jdbcUrl.replaceFirst("[?;].*", "");
    }

    /** Holds the store open as long as it lives. */
    private record Keeper(RoomStore store) implements GenServer<RoomStore, Void> {
        @Override
        public InitResult<RoomStore> init(ProcessContext<Void> context) {
            context.own(store.open());
            return InitResult.started(store);
        }

        @Override
        public Next<RoomStore> handle(Void message, RoomStore state, ProcessContext<Void> context) {
            return Next.same();
        }
    }
}
