package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboundQueueTest {
    private final OutboundQueue queue = new OutboundQueue();

    @Test
    void whatWaitsLeavesInOneChunkWhateverTheSocketTakes() {
        queue.add(EncodedFrame.text("one"));
        queue.add(EncodedFrame.text("two"));
        queue.add(EncodedFrame.text("three"));
        var seen = ByteBuffer.allocate(100);
        int finished = 0;
        for (int room = 1; !queue.isEmpty(); room++) {
            ByteBuffer chunk = queue.next();
            int taken = Math.min(room, chunk.remaining());
            seen.put(chunk.slice(chunk.position(), taken));
            finished += queue.advance(taken);
        }
        assertThat(frames(seen)).containsExactly(ServerFrame.text("one"), ServerFrame.text("two"),
                ServerFrame.text("three"));
        assertThat(finished).isEqualTo(3);
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void bigFramesAreNotCopied() {
        EncodedFrame big = EncodedFrame.binary(new byte[OutboundQueue.MAX_CHUNK]);
        queue.add(big);
        queue.add(EncodedFrame.text("small"));
        assertThat(queue.next().remaining()).isEqualTo(big.size());
    }

    @Test
    void chunksOfSmallFramesAreBounded() {
        for (int i = 0; i < 3; i++) {
            queue.add(EncodedFrame.binary(new byte[40_000]));
        }
        assertThat(queue.next().remaining()).isEqualTo(OutboundQueue.MAX_CHUNK);
    }

    @Test
    void droppingKeepsWhatHasBegunToLeave() {
        queue.addStarted(EncodedFrame.text("begun"), 3);
        queue.add(EncodedFrame.text("late"));
        queue.dropUnstarted();
        queue.add(EncodedFrame.close(1013));
        assertThat(queue.bytes()).isEqualTo(4 + 4);
        assertThat(queue.next())
                .isEqualTo(ByteBuffer.wrap(new byte[]{'e', 'g', 'u', 'n', (byte) 0x88, 2, 3, (byte) 0xF5}));
    }

    @Test
    void droppingKeepsWhatAnotherThreadIsWriting() {
        queue.add(EncodedFrame.text("one"));
        queue.add(EncodedFrame.text("two"));
        int inFlight = queue.next().remaining();
        queue.add(EncodedFrame.text("late"));
        queue.dropUnstarted();
        assertThat(queue.advance(inFlight)).isEqualTo(2);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void droppingForgetsAllIfNothingHasBegun() {
        queue.add(EncodedFrame.text("late"));
        queue.dropUnstarted();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void limitsHoldForWhatJoinsOthers() {
        WebSocketLimits limits = WebSocketLimits.defaults().withMaxOutbound(10, 2);
        EncodedFrame five = EncodedFrame.text("abc");
        assertThat(queue.admits(EncodedFrame.text("longer than ten bytes"), limits)).isTrue();
        queue.add(five);
        assertThat(queue.admits(EncodedFrame.text("abcd"), limits)).isFalse();
        assertThat(queue.admits(five, limits)).isTrue();
        queue.add(five);
        assertThat(queue.admits(EncodedFrame.text(""), limits)).isFalse();
    }

    private static List<ServerFrame> frames(ByteBuffer seen) {
        byte[] bytes = new byte[seen.position()];
        seen.get(0, bytes);
        return ServerFrame.parse(bytes);
    }
}
