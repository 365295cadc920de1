package dev.redstart.endpoint;

import java.util.function.UnaryOperator;

import dev.redstart.websocket.Compression;
import dev.redstart.websocket.WebSocketLimits;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SocketOptionsTest {
    private static final Compression SMALLEST = Compression.defaults().withLevel(9);

    @Test
    void nothingIsCompressedUnlessItIsAskedFor() {
        assertThat(SocketOptions.defaults().compression()).isEmpty();
        assertThat(SocketOptions.defaults().compression(SMALLEST).compression()).contains(SMALLEST);
    }

    @Test
    void otherOptionsLeaveItAsItIs() {
        keeps(options -> options.authToken(true));
        keeps(options -> options.limits(WebSocketLimits.defaults().withMaxFrameBytes(1_000)));
        keeps(SocketOptions::webSocketAtMount);
        keeps(options -> options.longPoll(LongPoll.on()));
        keeps(options -> options.drain(Drain.DEFAULT));
    }

    private static void keeps(UnaryOperator<SocketOptions> change) {
        assertThat(change.apply(SocketOptions.defaults().compression(SMALLEST)).compression()).contains(SMALLEST);
    }

    @Test
    void itLeavesTheOthersAsTheyAre() {
        var limits = WebSocketLimits.defaults().withMaxFrameBytes(1_000);
        var options = SocketOptions.defaults().limits(limits).webSocketAt("ws").compression(SMALLEST);
        assertThat(options.limits()).isEqualTo(limits);
        assertThat(options.webSocketSegment()).isEqualTo("ws");
    }
}
