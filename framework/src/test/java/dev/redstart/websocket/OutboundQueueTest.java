package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

import dev.redstart.websocket.OutboundQueue.Offer;
import dev.redstart.websocket.WebSocketLimits.Overflow;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboundQueueTest {
    private final OutboundQueue queue = new OutboundQueue();
    private final TrafficCounters counters = new TrafficCounters();

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
        assertThat(queue.offer(five, limits, counters)).isEqualTo(Offer.TAKEN);
        assertThat(queue.offer(EncodedFrame.text("abcd"), limits, counters)).isEqualTo(Offer.REFUSED);
        assertThat(queue.offer(five, limits, counters)).isEqualTo(Offer.TAKEN);
        assertThat(queue.offer(EncodedFrame.text(""), limits, counters)).isEqualTo(Offer.REFUSED);
    }

    @Test
    void whatWouldWaitAloneIsTakenWhateverItsSize() {
        assertThat(queue.offer(EncodedFrame.text("longer than ten bytes"),
                WebSocketLimits.defaults().withMaxOutbound(10, 2), counters)).isEqualTo(Offer.TAKEN);
    }

    @Nested
    class Overflowing {

        @Test
        void dropOldestDropsTheOldestOfThoseThatMayBe() {
            offer(Overflow.DROP_OLDEST, must("1"), may("2"), may("3"), may("4"));
            assertThat(offer(Overflow.DROP_OLDEST, may("5"))).isEqualTo(Offer.TAKEN);
            assertThat(texts()).containsExactly("1", "3", "4", "5");
            assertThat(queue.takeLost()).isEqualTo(1);
            assertThat(queue.takeLost()).isZero();
        }

        @Test
        void dropNewestDropsTheNewOneIfItMayBeDropped() {
            offer(Overflow.DROP_NEWEST, must("1"), may("2"), may("3"), may("4"));
            assertThat(offer(Overflow.DROP_NEWEST, may("5"))).isEqualTo(Offer.DROPPED);
            assertThat(texts()).containsExactly("1", "2", "3", "4");
            assertThat(queue.takeLost()).isEqualTo(1);
        }

        @Test
        void whatMustArriveTakesThePlaceOfTheNewestThatNeedNot() {
            offer(Overflow.DROP_NEWEST, may("1"), may("2"), must("3"), must("4"));
            assertThat(offer(Overflow.DROP_NEWEST, must("5"))).isEqualTo(Offer.TAKEN);
            assertThat(texts()).containsExactly("1", "3", "4", "5");
        }

        @Test
        void whatMustArriveIsNeverDropped() {
            for (Overflow policy : Overflow.values()) {
                queue.dropUnstarted();
                offer(policy, must("1"), must("2"), must("3"), must("4"));
                assertThat(offer(policy, must("5"))).as(policy.name()).isEqualTo(Offer.REFUSED);
                assertThat(texts()).containsExactly("1", "2", "3", "4");
            }
        }

        @Test
        void withoutPolicyNothingIsDropped() {
            offer(Overflow.CLOSE, may("1"), may("2"), may("3"), may("4"));
            assertThat(offer(Overflow.CLOSE, may("5"))).isEqualTo(Offer.REFUSED);
        }

        @Test
        void droppingMakesRoomForBytesToo() {
            WebSocketLimits limits = limits(Overflow.DROP_OLDEST).withMaxOutbound(12, 100);
            for (String text : List.of("1", "2", "3", "4")) {
                queue.offer(may(text), limits, counters);
            }
            assertThat(queue.offer(may("12345678"), limits, counters)).isEqualTo(Offer.TAKEN);
            assertThat(texts()).containsExactly("12345678");
            assertThat(queue.bytes()).isEqualTo(10);
            assertThat(queue.takeLost()).isEqualTo(4);
        }

        @Test
        void whatIsLeavingIsNotDropped() {
            offer(Overflow.DROP_OLDEST, may("1"), may("2"), may("3"), may("4"));
            queue.next();
            queue.advance(4);
            offer(Overflow.DROP_OLDEST, may("5"), may("6"), may("7"));
            ByteBuffer rest = queue.next();
            assertThat(rest.get(1)).as("the end of the frame that had begun").isEqualTo((byte) '2');
            assertThat(frames(ByteBuffer.allocate(100).put(rest.position(2)))).extracting(ServerFrame::payload)
                    .containsExactly("5", "6", "7");
        }

        @Test
        void conflateKeepsTheLatestOfEachKey() {
            offer(Overflow.CONFLATE, latest("a1", "a"), latest("b1", "b"), must("1"), latest("a2", "a"), may("2"));
            assertThat(texts()).containsExactly("b1", "1", "a2", "2"); // nothing overtakes what must arrive
            assertThat(counters.framesConflated()).isEqualTo(1);
            assertThat(queue.takeLost()).isZero();
            assertThat(queue.bytes()).isEqualTo(4 + 3 + 4 + 3);
        }

        @Test
        void valuesThatKeepChangingAreNotPutOffForEver() {
            offer(Overflow.CONFLATE, latest("a1", "a"), latest("b1", "b"), latest("c1", "c"), latest("a2", "a"),
                    latest("b2", "b"), latest("a3", "a"));
            assertThat(texts()).containsExactly("a3", "b2", "c1");
        }

        @Test
        void whatHasBegunToLeaveIsNotReplaced() {
            offer(Overflow.CONFLATE, latest("a1", "a"), latest("b1", "b"));
            queue.next();
            queue.advance(1);
            offer(Overflow.CONFLATE, latest("a2", "a"));
            assertThat(queue.next().remaining()).isEqualTo(3 + 4 + 4);
        }

        @Test
        void onlyConflateLooksAtKeys() {
            offer(Overflow.CLOSE, latest("a1", "a"), latest("a2", "a"));
            assertThat(texts()).containsExactly("a1", "a2");
        }

        @Test
        void conflateRefusesWhatIsStillTooMuch() {
            offer(Overflow.CONFLATE, latest("a", "a"), latest("b", "b"), may("1"), must("2"));
            assertThat(offer(Overflow.CONFLATE, latest("c", "c"))).isEqualTo(Offer.REFUSED);
            assertThat(offer(Overflow.CONFLATE, latest("B", "b"))).isEqualTo(Offer.TAKEN);
        }

        /** The bytes are what the frames come to, whatever is offered, taken and dropped. */
        @Test
        void theBytesAreThoseOfTheFrames() {
            for (Overflow policy : Overflow.values()) {
                var random = new Random(7);
                for (int i = 0; i < 2_000; i++) {
                    String text = "x".repeat(random.nextInt(20));
                    EncodedFrame frame = switch (random.nextInt(3)) {
                        case 0 -> must(text);
                        case 1 -> may(text);
                        default -> latest(text, text.length());
                    };
                    queue.offer(frame, limits(policy).withMaxOutbound(60, 5), counters);
                    if (!queue.isEmpty() && random.nextInt(4) == 0) {
                        queue.advance(random.nextInt(queue.next().remaining() + 1));
                    }
                    assertThat(queue.bytes()).isBetween(0L, 60L);
                }
                while (!queue.isEmpty()) {
                    queue.advance(queue.next().remaining());
                }
                assertThat(queue.bytes()).isZero();
            }
        }

        private Offer offer(Overflow policy, EncodedFrame... frames) {
            var last = Offer.REFUSED;
            for (EncodedFrame frame : frames) {
                last = queue.offer(frame, limits(policy), counters);
            }
            return last;
        }

        private WebSocketLimits limits(Overflow policy) {
            return WebSocketLimits.defaults().withMaxOutbound(100, 4).withOverflow(policy);
        }

        private EncodedFrame must(String text) {
            return EncodedFrame.text(text);
        }

        private EncodedFrame may(String text) {
            return EncodedFrame.text(text).droppable();
        }

        private EncodedFrame latest(String text, Object key) {
            return EncodedFrame.text(text).conflatedBy(key);
        }

        private List<String> texts() {
            return frames(ByteBuffer.allocate(100).put(queue.next())).stream().map(ServerFrame::payload).toList();
        }
    }

    private static List<ServerFrame> frames(ByteBuffer seen) {
        byte[] bytes = new byte[seen.position()];
        seen.get(0, bytes);
        return ServerFrame.parse(bytes);
    }
}
