package dev.redstart.pubsub.presence;

import dev.redstart.process.Name;

/**
 * The place of one shard: what outlives its process, so that the next one can go on, and so that readers need nobody.
 *
 * <p>Threading: a starting shard puts its own view and owners here, which it alone writes; anybody reads.
 */
final class ShardSlot {
    final Name<ShardMessage> name;
    final Name<Announcer.Wake> announcer;
    volatile PendingDiffs pending = new PendingDiffs();
    volatile ShardView view = new ShardView();
    volatile Owners owners = new Owners();

    ShardSlot(String name) {
        this.name = Name.of(name);
        this.announcer = Name.of(name + "/announcer");
    }

    /** Nothing to take over, nobody to tell. */
    void clear() {
        view = new ShardView();
        owners = new Owners();
        pending = new PendingDiffs();
    }
}
