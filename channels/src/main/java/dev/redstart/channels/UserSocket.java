package dev.redstart.channels;

import java.util.Optional;

import dev.redstart.channels.serializer.SerializerTable;
import dev.redstart.channels.server.ChannelMount;
import dev.redstart.endpoint.ConnectDecision;
import dev.redstart.endpoint.ConnectionAcceptor;
import dev.redstart.endpoint.ConnectionHandler;
import dev.redstart.pubsub.PubSub;

/**
 * Who may connect, and which topics exist: what is mounted at an endpoint to serve Phoenix Channels clients.
 *
 * {@snippet :
 * final class ChatSocket implements UserSocket<User> {
 *     public PubSub pubsub() { return pubsub; }
 *
 *     public Routes routes() { return Routes.of("room:*", RoomChannel.class, RoomChannel::new); }
 *
 *     public ConnectResult<User> connect(Connect connect) {
 *         return connect.param("token").flatMap(tokens::verify).map(ConnectResult::ok).orElse(refused("unauthorized"));
 *     }
 * }
 * }
 *
 * <p>Threading: {@link #routes}, {@link #pubsub}, {@link #serializers}, {@link #limits}, {@link #logConnect} and
 * {@link #logFilter} are asked once, when the socket is mounted.
 * {@link #connect} and {@link #id} run on a virtual thread of the handshake, many at once, and may block.
 *
 * @param <U> who is on the other end; channels get it by {@link Socket#assign}
 */
public interface UserSocket<U> extends ConnectionHandler {
    /** The topics. */
    Routes routes();

    /** Where the broadcasts of these topics travel. It is started before the endpoint. */
    PubSub pubsub();

    /** Decides about one client. An exception refuses it with 500. */
    ConnectResult<U> connect(Connect connect) throws Exception;

    /**
     * A topic that names the client, for example {@code users:7}. A {@link Broadcast} of the event {@code disconnect} on it closes all
     * connections of that name with 1001, on all nodes (PROTOCOL.md 15).
     */
    default Optional<String> id(U user) {
        return Optional.empty();
    }

    /**
     * The answer to a client whose {@link #connect} was {@linkplain ConnectResult.Refused refused}, for clients that can see it; browsers
     * cannot, and over long-poll it is always a 403 (PROTOCOL.md 7).
     *
     * @param reason what connect gave
     */
    default ConnectDecision.Refuse refusal(Object reason) {
        return ConnectDecision.Refuse.of(403);
    }

    /** The protocol versions clients may speak. */
    default SerializerTable serializers() {
        return SerializerTable.defaults();
    }

    /** What one connection may ask of the server. */
    default ChannelLimits limits() {
        return ChannelLimits.DEFAULT;
    }

    /** How loud the log tells of those who connect and of those whom {@link #connect} refuses. */
    default LogLevel logConnect() {
        return LogLevel.INFO;
    }

    /** Which of their params the log does not show. */
    default ParamFilter logFilter() {
        return ParamFilter.DEFAULT;
    }

    @Override
    default ConnectionAcceptor mount(String mount) {
        return new ChannelMount<>(this, mount);
    }
}
