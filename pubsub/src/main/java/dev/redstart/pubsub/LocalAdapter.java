package dev.redstart.pubsub;

import dev.redstart.process.LocalNode;
import dev.redstart.process.Pid;
import org.jspecify.annotations.Nullable;

/** There are no other nodes. */
final class LocalAdapter implements PubSubAdapter {
    static final LocalAdapter INSTANCE = new LocalAdapter();

    private LocalAdapter() {}

    @Override
    public void start(LocalNode node, String pubsub, Inbound inbound) {}

    @Override
    public void publish(String topic, @Nullable Pid from, Object message) {}

    @Override
    public void publishTo(String node, String topic, Object message) {}

    @Override
    public void close() {}
}
