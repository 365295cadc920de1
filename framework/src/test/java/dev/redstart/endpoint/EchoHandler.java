package dev.redstart.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;
import dev.redstart.websocket.CloseReason;
import dev.redstart.websocket.EncodedFrame;

/** Sends back what it gets. The text {@code boom} crashes the connection's process; {@code ?refuse} in the query is refused with 429. */
final class EchoHandler implements ConnectionHandler {
    @Override
    public ConnectionAcceptor mount(String mount) {
        return request -> {
            if (request.uri().query().contains("throw")) {
                throw new IllegalStateException("asked to");
            }
            return request.uri().query().contains("refuse")
                    ? ConnectDecision.Refuse.of(429, "slow down")
                    : new ConnectDecision.Accept(new Echo());
        };
    }

    static ConnectionDriver driver() {
        return new Echo();
    }

    private static final class Echo implements ConnectionDriver {
        @SuppressWarnings("NullAway.Init") // opened comes first
        private Connection connection;

        @Override
        public void opened(Connection opened, ProcessContext<Object> context) {
            connection = opened;
        }

        @Override
        public void text(ByteBuffer utf8, ProcessContext<Object> context) {
            var bytes = new byte[utf8.remaining()];
            utf8.get(bytes);
            if (new String(bytes, StandardCharsets.UTF_8).equals("boom")) {
                throw new IllegalStateException("boom");
            }
            connection.send(EncodedFrame.text(bytes));
        }

        @Override
        public void binary(ByteBuffer bytes, ProcessContext<Object> context) {
            connection.send(EncodedFrame.binary(bytes));
        }

        @Override
        public void message(Object message, ProcessContext<Object> context) {
            connection.send(EncodedFrame.text(message.toString()));
        }

        @Override
        public void down(Signal.Down down, ProcessContext<Object> context) {}

        @Override
        public void closed(CloseReason reason, ProcessContext<Object> context) {}
    }
}
