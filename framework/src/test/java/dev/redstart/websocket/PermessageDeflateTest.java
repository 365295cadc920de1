package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PermessageDeflateTest {
    private static final WebSocketLimits LIMITS = WebSocketLimits.defaults();
    private static final Compression ALL = Compression.defaults().withMinBytes(1);

    private final AtomicInteger deflaters = new AtomicInteger();
    private final AtomicInteger inflaters = new AtomicInteger();
    private final PermessageDeflate deflate = counted(ALL);

    /** Counts what has been made and not ended. */
    private PermessageDeflate counted(Compression compression) {
        return new PermessageDeflate(compression,
                new NativePool<>(() -> {
                    deflaters.incrementAndGet();
                    return new Deflater(compression.level(), true);
                }, Deflater::reset, ended(deflaters, Deflater::end), 1),
                new NativePool<>(() -> {
                    inflaters.incrementAndGet();
                    return new Inflater(true);
                }, Inflater::reset, ended(inflaters, Inflater::end), 1));
    }

    private static <T> Consumer<T> ended(AtomicInteger open, Consumer<T> end) {
        return end.andThen(_ -> open.decrementAndGet());
    }

    private String inflate(String hex) {
        return utf8(deflate.inflate(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), true, LIMITS));
    }

    private int inflateZeros(int count, WebSocketLimits limits) {
        return deflate.inflate(ByteBuffer.wrap(Deflated.deflate(new byte[count])), false, limits).remaining();
    }

    private static String utf8(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static EncodedFrame words(int count) {
        return EncodedFrame.text("word ".repeat(count));
    }

    private static ServerFrame sent(EncodedFrame image) {
        byte[] bytes = new byte[image.size()];
        image.bytes().get(bytes);
        return ServerFrame.parse(bytes).getFirst();
    }

    @Nested
    class Incoming {
        @ParameterizedTest
        @CsvSource({"f248cdc9c90700, one block", "000500faff48656c6c6f00, a block that is not compressed",
                "f348cdc9c9070000, a block that says it is the last", "f348cdc9c90700, one and nothing behind it",
                "f24805000000ffffcac9c90700, two blocks"})
        void theExamplesOfTheRfcSayHello(String hex, String what) {
            assertThat(inflate(hex)).as(what).isEqualTo("Hello");
        }

        @ParameterizedTest
        @ValueSource(strings = {"00", "", "0300", "000000ffff00"})
        void emptyMessagesStayEmpty(String hex) {
            assertThat(inflate(hex)).isEmpty();
        }

        @Test
        void severalStreamsMakeOneMessage() {
            assertThat(inflate("f348cdc9c90700f348cdc9c9070000")).isEqualTo("HelloHello");
        }

        @ParameterizedTest
        @ValueSource(strings = {"ff", "07", "f248cdc9", "f248cdc9c9", "0005000aff48656c6c6f00", "000500faff4865",
                "f248cdc9c90700ff", "ffffffffffffffff"})
        void otherBytesCloseWith1007(String hex) {
            var payload = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
            assertThatThrownBy(() -> deflate.inflate(payload, false, LIMITS))
                    .isInstanceOfSatisfying(ProtocolException.class,
                            e -> assertThat(e.closeCode()).isEqualTo(CloseCode.INVALID_PAYLOAD))
                    .hasMessageContaining("(RFC 7692 7.2.2)");
        }

        @Test
        void streamsThatNeverEndAreNotFollowed() {
            var payload = ByteBuffer.wrap(HexFormat.of().parseHex("0300".repeat(1_001)));
            assertThatThrownBy(() -> deflate.inflate(payload, false, LIMITS)).isInstanceOfSatisfying(
                    ProtocolException.class, e -> assertThat(e.closeCode()).isEqualTo(CloseCode.POLICY_VIOLATION));
        }

        @Test
        void textMustBeUtf8() {
            var broken = ByteBuffer.wrap(Deflated.deflate((byte) 'a', (byte) 0xC3, (byte) 0x28));
            assertThat(deflate.inflate(broken.duplicate(), false, LIMITS).remaining()).isEqualTo(3);
            assertThatThrownBy(() -> deflate.inflate(broken, true, LIMITS)).isInstanceOfSatisfying(
                    ProtocolException.class, e -> assertThat(e.closeCode()).isEqualTo(CloseCode.INVALID_PAYLOAD))
                    .hasMessageContaining("not UTF-8");
        }

        @Test
        void textMayNotEndInsideACharacter() {
            var broken = ByteBuffer.wrap(Deflated.deflate((byte) 'a', (byte) 0xC3));
            assertThatThrownBy(() -> deflate.inflate(broken, true, LIMITS)).hasMessageContaining("not UTF-8");
        }

        @Test
        void messagesGrowToTheLimitAndNotBeyond() {
            var limits = LIMITS.withMaxMessageBytes(5_000);
            assertThat(inflateZeros(5_000, limits)).isEqualTo(5_000);
            assertThatThrownBy(() -> inflateZeros(5_001, limits)).isInstanceOfSatisfying(ProtocolException.class,
                    e -> assertThat(e.closeCode()).isEqualTo(CloseCode.TOO_BIG))
                    .hasMessageContaining("inflates to more than 5000 exceeds maxMessageBytes 5000");
        }

        @Test
        void messagesMayNotGrowToManyTimesTheirLength() {
            assertThat(inflateZeros(16 * 1024, LIMITS)).isEqualTo(16 * 1024);
            assertThatThrownBy(() -> inflateZeros(16 * 1024 + 1, LIMITS)).isInstanceOfSatisfying(
                    ProtocolException.class, e -> assertThat(e.closeCode()).isEqualTo(CloseCode.TOO_BIG))
                    .hasMessageContaining("exceeds maxRatio 25");
        }

        @Test
        void theRatioMayBeAsLargeAsDeflateAllows() {
            var generous = counted(ALL.withMaxRatio(1_032));
            var payload = ByteBuffer.wrap(Deflated.deflate(9, new byte[4_000_000]));
            assertThat(generous.inflate(payload, false, LIMITS).remaining()).isEqualTo(4_000_000);
        }

        @Test
        void smallLimitsAreLimitsToo() {
            var payload = ByteBuffer.wrap(Deflated.deflate("small".getBytes(StandardCharsets.UTF_8)));
            assertThat(deflate.inflate(payload, true, LIMITS.withMaxMessageBytes(10)).remaining()).isEqualTo(5);
            var longer = ByteBuffer.wrap(Deflated.deflate(new byte[11]));
            assertThatThrownBy(() -> deflate.inflate(longer, false, LIMITS.withMaxMessageBytes(10)))
                    .isInstanceOf(ProtocolException.class);
        }

        @Test
        void messagesThatAreNeverFinishedHoldNoInflater() {
            var decoder = new FrameDecoder(LIMITS, deflate, new UnfinishedBytes(Long.MAX_VALUE), new Seen());
            var start = ByteBuffer.wrap(ClientFrame.masked(0x42, 0, Deflated.deflate(new byte[100_000])));
            while (start.hasRemaining()) {
                decoder.decode(start);
            }
            assertThat(decoder.isIdle()).isFalse();
            assertThat(inflaters).hasValue(0);
        }

        @Test
        void inflatersComeBackHoweverAMessageEnds() {
            for (int i = 0; i < 100; i++) {
                inflate("f248cdc9c90700");
                assertThatThrownBy(() -> inflate("ff")).isInstanceOf(ProtocolException.class);
                assertThatThrownBy(() -> inflateZeros(1_000_000, LIMITS)).isInstanceOf(ProtocolException.class);
            }
            assertThat(inflaters).hasValue(1);
        }
    }

    @Nested
    class Outgoing {
        @Test
        void messagesAreCompressedAndSaySo() {
            var frame = words(100);
            var image = deflate.outgoing(frame);
            assertThat(image.size()).isLessThan(frame.size() / 10);
            assertThat(sent(image)).isEqualTo(ServerFrame.compressedText("word ".repeat(100)));
            assertThat(image.isText()).isTrue();
            assertThat(sent(frame)).as("the frame itself").isEqualTo(ServerFrame.text("word ".repeat(100)));
        }

        @Test
        void bytesAreCompressedToo() {
            byte[] bytes = new byte[100_000];
            assertThat(sent(deflate.outgoing(EncodedFrame.binary(bytes))))
                    .isEqualTo(ServerFrame.compressedBinary(bytes));
        }

        @Test
        void aBroadcastIsCompressedOnce() {
            var frame = words(100);
            assertThat(deflate.outgoing(frame)).isSameAs(deflate.outgoing(frame));
            assertThat(new PermessageDeflate(ALL).outgoing(frame)).as("another mount compresses alike")
                    .isSameAs(deflate.outgoing(frame));
        }

        @Test
        void otherOptionsMakeAnotherImage() {
            var frame = words(100);
            var first = deflate.outgoing(frame);
            assertThat(counted(ALL.withLevel(9)).outgoing(frame)).isNotSameAs(first);
            assertThat(sent(deflate.outgoing(frame))).isEqualTo(sent(first));
        }

        @Test
        void sendersAtTheSameMomentShareOneImage() {
            var together = new CountDownLatch(8);
            var frame = words(100_000);
            var images = IntStream.range(0, 8).mapToObj(_ -> CompletableFuture.supplyAsync(() -> {
                together.countDown();
                try {
                    together.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return deflate.outgoing(frame);
            }, Thread::startVirtualThread)).toList();
            assertThat(images.stream().map(CompletableFuture::join).distinct()).hasSize(1);
            assertThat(deflaters).hasValue(1);
        }

        @Test
        void shortMessagesAndControlFramesGoOutAsTheyAre() {
            var fromTen = counted(ALL.withMinBytes(10));
            var nine = EncodedFrame.text("aaaaaaaaa");
            assertThat(fromTen.outgoing(nine)).isSameAs(nine);
            assertThat(fromTen.outgoing(EncodedFrame.text("aaaaaaaaaa")).size()).isLessThan(12);
            for (EncodedFrame control : new EncodedFrame[]{EncodedFrame.ping(ByteBuffer.allocate(100)),
                    EncodedFrame.pong(ByteBuffer.allocate(100)), EncodedFrame.close(1000)}) {
                assertThat(fromTen.outgoing(control)).isSameAs(control);
            }
        }

        @Test
        void whatDoesNotGetSmallerGoesOutAsItIs() {
            byte[] noise = new byte[10_000];
            new Random(1).nextBytes(noise);
            var frame = EncodedFrame.binary(noise);
            assertThat(deflate.outgoing(frame)).isSameAs(frame);
            assertThat(deflate.outgoing(frame)).as("remembered").isSameAs(frame);
            assertThat(deflaters).hasValue(1);
        }
    }

    @Property(tries = 300)
    void whatIsCompressedInflatesToItself(@ForAll @Size(max = 3_000) byte[] message, @ForAll boolean sparse) {
        if (sparse) {
            IntStream.range(0, message.length).forEach(i -> message[i] &= 3);
        }
        var image = new PermessageDeflate(ALL).outgoing(EncodedFrame.binary(message));
        assertThat(sent(image).payload()).isEqualTo(HexFormat.of().formatHex(message));
        var back = deflate.inflate(ByteBuffer.wrap(Deflated.deflate(message)), false, LIMITS);
        assertThat(back).isEqualTo(ByteBuffer.wrap(message));
    }

    @Property(tries = 2_000)
    void anyBytesInflateWithinTheLimitsOrAreRefused(@ForAll @Size(max = 200) byte[] payload) {
        var limits = LIMITS.withMaxMessageBytes(2_000);
        try {
            assertThat(deflate.inflate(ByteBuffer.wrap(payload), false, limits).remaining())
                    .isLessThanOrEqualTo(2_000);
        } catch (ProtocolException e) {
            assertThat(e.closeCode()).isIn(CloseCode.INVALID_PAYLOAD, CloseCode.TOO_BIG);
        }
    }
}
