package dev.redstart.channels.server;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

/**
 * The topics of one connection. Most have joined one or a few, which are linked through themselves; a map is made for those that have more.
 *
 * <p>Threading: belongs to the connection's IO thread.
 */
final class Memberships implements Iterable<Membership> {
    /** Up to so many are looked through faster than a map is asked. */
    private static final int FEW = 8;

    /** The newest; each knows the one before it. */
    private @Nullable Membership newest;
    private int count;
    private @Nullable Map<String, Membership> byTopic;

    int count() {
        return count;
    }

    @Nullable
    Membership get(String topic) {
        if (byTopic != null) {
            return byTopic.get(topic);
        }
        for (var each = newest; each != null; each = each.older) {
            if (each.lane.topic().equals(topic)) {
                return each;
            }
        }
        return null;
    }

    /** There must be none of its topic. */
    void add(Membership membership) {
        membership.older = newest;
        newest = membership;
        count++;
        if (byTopic != null) {
            byTopic.put(membership.lane.topic(), membership);
        } else if (count > FEW) {
            byTopic = map();
        }
    }

    private Map<String, Membership> map() {
        var map = new HashMap<String, Membership>();
        for (var each : this) {
            map.put(each.lane.topic(), each);
        }
        return map;
    }

    /** Nothing happens if it is not among them. */
    void remove(Membership membership) {
        Membership newer = null;
        for (var each = newest; each != null; each = each.older) {
            if (each == membership) {
                unlink(each, newer);
                return;
            }
            newer = each;
        }
    }

    private void unlink(Membership membership, @Nullable Membership newer) {
        if (newer == null) {
            newest = membership.older;
        } else {
            newer.older = membership.older;
        }
        count--;
        if (byTopic != null) {
            byTopic.remove(membership.lane.topic());
            byTopic = count > FEW / 2 ? byTopic : null;
        }
    }

    Stream<Membership> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    /** The newest first; the one just given may be removed meanwhile. */
    @Override
    public Iterator<Membership> iterator() {
        return new Iterator<>() {
            private @Nullable Membership next = newest;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Membership next() {
                var given = next;
                if (given == null) {
                    throw new NoSuchElementException("there are " + count + " memberships");
                }
                next = given.older;
                return given;
            }
        };
    }
}
