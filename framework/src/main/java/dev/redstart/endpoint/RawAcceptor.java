package dev.redstart.endpoint;

import java.util.List;
import java.util.Objects;

import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessKind;
import dev.redstart.supervisor.DynamicSupervisorSpec;
import dev.redstart.supervisor.Startable;
import dev.redstart.supervisor.SupervisorRequest;
import org.jspecify.annotations.Nullable;

/** A {@link RawSocket} at one mount. */
final class RawAcceptor<S> implements ConnectionAcceptor {
    /** Clients never fill it: they are not read while {@link RawFlow} holds them back. */
    private static final Mailbox MAILBOX = new Mailbox(10_000, Mailbox.Overflow.KILL_RECEIVER);

    private record OnNode<S>(LocalNode node, ProcessKind<RawHandler<S>, Object> kind) {}

    private final RawSocket<S> socket;
    private final String mount;
    private final Name<SupervisorRequest> supervisor;
    private volatile @Nullable OnNode<S> latest;

    RawAcceptor(RawSocket<S> socket, String mount) {
        this.socket = Objects.requireNonNull(socket, "socket");
        this.mount = mount;
        this.supervisor = Name.of("raw sockets of " + mount);
    }

    @Override
    public List<Startable> children() {
        return List.of(DynamicSupervisorSpec.dynamicSupervisor(supervisor.value()).name(supervisor));
    }

    @Override
    public List<String> subprotocols() {
        return socket.subprotocols();
    }

    @Override
    public ConnectDecision open(ConnectRequest request) throws Exception {
        return switch (socket.connect(request)) {
            case RawSocket.Answer.Accept<S>(var state) -> accept(state, request.node());
            case RawSocket.Answer.Refuse<S>(var refusal) -> refusal;
            case null -> throw new IllegalStateException("connect of " + socket.getClass().getName()
                    + " returned null; return accept(state) or refuse(status)");
        };
    }

    private ConnectDecision accept(S state, LocalNode node) {
        var running = node.whereis(supervisor);
        return running.isEmpty()
                ? ConnectDecision.Refuse.of(503)
                : new ConnectDecision.Accept(
                        new RawDriver<>(socket, state, kind(node), running.get().pid()));
    }

    /** Two threads may at worst make one kind each. */
    private ProcessKind<RawHandler<S>, Object> kind(LocalNode node) {
        var present = latest;
        if (present == null || !present.node.equals(node)) {
            present = new OnNode<>(node, node.kind("raw socket " + mount, new RawServer<>(), MAILBOX, true));
            latest = present;
        }
        return present.kind;
    }
}
