package dev.redstart.example.chat;

import java.time.Duration;
import java.util.List;

import dev.redstart.Redstart;
import dev.redstart.channels.presence.Presence;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.endpoint.LongPoll;
import dev.redstart.endpoint.SocketOptions;
import dev.redstart.pubsub.PubSub;
import dev.redstart.supervisor.SupervisorSpec;

import static dev.redstart.supervisor.Strategy.REST_FOR_ONE;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;

/** The chat as one supervision tree. */
public final class Chat {
    /** Nobody sees a difference, and a room that all come back to at once is told of them once. */
    private static final Duration PRESENCE_WINDOW = Duration.ofMillis(50);

    private final RoomStore store;
    private final PubSub pubsub = PubSub.named("chat");
    private final Presence presence = Presence.named("chat-presence", pubsub).window(PRESENCE_WINDOW);
    private final Endpoint endpoint;

    Chat(ChatOptions options) {
        store = options.jdbcUrl().map(RoomStore::at).orElseGet(() -> RoomStore.inFolder(options.data()));
        endpoint = Endpoint.on(options.port())
                .socket("/socket", new ChatSocket(pubsub, presence, store),
                        SocketOptions.defaults().longPoll(LongPoll.on()))
                .metrics("/metrics")
                .files("/", "web");
    }

    /** Runs the chat until it is told to stop. */
    public static void main(String[] args) {
        if (List.of(args).contains("--help")) {
            System.out.println(ChatOptions.USAGE);
            return;
        }
        var chat = new Chat(optionsOrExit(args));
        Redstart.run(chat.tree(), running -> System.out.println("ready http://localhost:" + chat.port(running)));
    }

    /** Children start from the first and stop from the last, so the store outlives everybody who writes to it. */
    SupervisorSpec tree() {
        return supervisor("chat").strategy(REST_FOR_ONE).child(store).child(pubsub).child(presence)
                .child(endpoint);
    }

    int port(Redstart running) {
        return endpoint.port(running.node());
    }

    private static ChatOptions optionsOrExit(String[] args) {
        try {
            return ChatOptions.parse(List.of(args), System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("chat: " + e.getMessage() + "\n\n" + ChatOptions.USAGE);
            System.exit(2);
            throw e;
        }
    }
}
