package dev.redstart.pubsub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.redstart.process.Pid;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one topic, in no order. Subscribing and unsubscribing take constant time: the array has no holes, and the last member
 * moves to where one has left.
 *
 * <p>Threading: all fields are guarded by this object's monitor, which is held for a few instructions, or for one copy of the array: the
 * first unsubscription after a broadcast makes it, so that the broadcast goes on with what it saw.
 */
final class Topic {
    private static final int SMALLEST = 2;

    final String name;
    private final TopicTable table;
    private @Nullable Subscription[] members = new Subscription[SMALLEST];
    private int count;
    /** Whether a broadcast may be reading {@code members}. */
    private boolean shared;
    /** Whether the table has forgotten this topic because it was empty; it is never used again. */
    private boolean dropped;

    Topic(String name, TopicTable table) {
        this.name = name;
        this.table = table;
    }

    /** @return the subscription, or null if this topic was dropped and the table must be asked again */
    synchronized @Nullable Subscription add(Subscriber subscriber) {
        if (dropped) {
            return null;
        }
        if (count == members.length) {
            resize(count * 2);
        }
        var subscription = new Subscription(this, subscriber);
        subscription.index = count;
        members[count++] = subscription; // behind all that a broadcast reads
        return subscription;
    }

    void remove(Subscription subscription) {
        synchronized (this) {
            if (subscription.index == Subscription.CLOSED) {
                return;
            }
            take(subscription);
            dropped = count == 0;
        }
        if (dropped) {
            table.forget(this);
        }
    }

    private void take(Subscription subscription) {
        if (shared || count <= members.length / 4) {
            resize(Math.max(SMALLEST, count <= members.length / 4 ? members.length / 2 : members.length));
        }
        var last = members[--count];
        members[count] = null;
        if (last != null && last != subscription) {
            members[subscription.index] = last;
            last.index = subscription.index;
        }
        subscription.index = Subscription.CLOSED;
    }

    private void resize(int length) {
        members = Arrays.copyOf(members, length);
        shared = false;
    }

    synchronized Subscribers subscribers(@Nullable Pid from) {
        shared = true;
        return new Subscribers(members, count, from);
    }

    /** Those of the process {@code pid}. */
    synchronized List<Subscription> subscriptions(Pid pid) {
        var found = new ArrayList<Subscription>(1);
        for (int i = 0; i < count; i++) {
            var member = members[i];
            if (member != null && member.subscriber().pid().equals(pid)) {
                found.add(member);
            }
        }
        return found;
    }

    synchronized int count() {
        return count;
    }
}
