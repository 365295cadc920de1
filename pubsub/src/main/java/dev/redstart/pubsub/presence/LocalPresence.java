package dev.redstart.pubsub.presence;

import java.util.function.Consumer;

import dev.redstart.process.LocalNode;

/** There are no other nodes. */
final class LocalPresence implements PresenceTransport {
    static final LocalPresence INSTANCE = new LocalPresence();

    /** Leads nowhere. */
    static final Link NOWHERE = new Link() {
        @Override
        public void broadcast(PresenceMessage message) {}

        @Override
        public void send(Replica to, PresenceMessage message) {}

        @Override
        public void close() {}
    };

    private LocalPresence() {}

    @Override
    public Link open(LocalNode node, String group, Replica self, Consumer<PresenceMessage> inbound) {
        return NOWHERE;
    }
}
