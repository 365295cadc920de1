package dev.redstart.pubsub;

import java.util.function.Consumer;

import dev.redstart.process.Pid;
import org.jspecify.annotations.Nullable;

/** Those one message is for: everybody on its topic at the moment it was published, but for the one it came from. Immutable. */
public final class Subscribers {
    static final Subscribers NONE = new Subscribers(new Subscription[0], 0, null);

    /** Shared with the topic, which copies it before it changes one of the first {@code count} places. */
    private final @Nullable Subscription[] members;
    private final int count;
    private final @Nullable Pid from;

    Subscribers(@Nullable Subscription[] members, int count, @Nullable Pid from) {
        this.members = members;
        this.count = count;
        this.from = from;
    }

    /** How many they are; one more if the one it came from is among them. */
    public int count() {
        return count;
    }

    /** Calls {@code action} for each of them. */
    public void forEach(Consumer<? super Subscriber> action) {
        for (int i = 0; i < count; i++) {
            var member = members[i];
            if (member != null && !member.subscriber().pid().equals(from)) {
                action.accept(member.subscriber());
            }
        }
    }
}
