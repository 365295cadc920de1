package dev.redstart.pubsub.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.redstart.process.LocalNode;

/** Several nodes of one JVM and a network between them, which can be cut. */
final class SimulatedTransport implements PresenceTransport {
    private record Member(String group, Replica replica, Consumer<PresenceMessage> inbound) {}

    private final List<Member> members = new ArrayList<>();
    private final List<String> cut = new ArrayList<>();

    @Override
    public synchronized Link open(LocalNode node, String group, Replica self, Consumer<PresenceMessage> inbound) {
        var member = new Member(group, self, inbound);
        members.add(member);
        return new Link() {
            @Override
            public void broadcast(PresenceMessage message) {
                deliver(member, other -> true, message);
            }

            @Override
            public void send(Replica to, PresenceMessage message) {
                deliver(member, other -> other.replica.name().equals(to.name()), message);
            }

            @Override
            public void close() {
                leave(member);
            }
        };
    }

    private synchronized void leave(Member member) {
        members.remove(member);
    }

    private synchronized void deliver(Member from, Predicate<Member> to, PresenceMessage message) {
        if (!members.contains(from) || cut.contains(from.replica.name())) {
            return;
        }
        members.stream().filter(other -> other.group.equals(from.group) && !other.equals(from)).filter(to)
                .filter(other -> !cut.contains(other.replica.name())).toList()
                .forEach(other -> other.inbound.accept(message));
    }

    /** Nothing goes to or from the node of that name any more. */
    synchronized void cut(String node) {
        cut.add(node);
    }

    synchronized void heal() {
        cut.clear();
    }
}
