package dev.redstart.channels.conformance;

import dev.redstart.channels.conformance.ConformanceApp.App;
import dev.redstart.endpoint.ConnectRequest;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.endpoint.OriginPolicy;
import dev.redstart.endpoint.RawConnection;
import dev.redstart.endpoint.RawMessage;
import dev.redstart.endpoint.RawSocket;
import dev.redstart.endpoint.SocketOptions;
import dev.redstart.websocket.Compression;
import dev.redstart.websocket.WebSocketLimits;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;

/**
 * CONFORMANCE-APPS.md 3: sends back what it gets, up to 64 MiB, compressed or not. At the bare paths, so the transports
 * add no segment.
 */
final class Echo implements RawSocket<Boolean> {
    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_HEADER_BYTES = 14;

    /** Checkers compress what has no information, and are to get it back. */
    private static final int NO_RATIO = 1_032;

    private Echo() {}

    static App app(Endpoint bound) {
        var options = SocketOptions.defaults().origins(OriginPolicy.any()).webSocketAtMount()
                .limits(WebSocketLimits.defaults().withMaxFrameBytes(MAX_BYTES + MAX_HEADER_BYTES)
                        .withMaxMessageBytes(MAX_BYTES).withMaxOutbound(2 * MAX_BYTES, 100_000));
        var deflate = options.compression(Compression.defaults().withMaxRatio(NO_RATIO));
        var endpoint = bound.socket("/echo", new Echo(), deflate).socket("/echo-plain", new Echo(), options);
        return new App(supervisor("echo").child(endpoint), endpoint);
    }

    @Override
    public Answer<Boolean> connect(ConnectRequest request) {
        return Answer.accept(true);
    }

    @Override
    public Boolean received(RawMessage message, Boolean state, RawConnection connection) {
        switch (message) {
            case RawMessage.Text(var utf8) -> connection.sendText(utf8);
            case RawMessage.Binary(var bytes) -> connection.sendBinary(bytes);
            case RawMessage.Ping _,RawMessage.Pong _ -> {}
        }
        return state;
    }
}
