package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for any bytes, in whatever pieces they come. */
class FrameDecoderPropertiesTest {
    private static final PermessageDeflate DEFLATE = new PermessageDeflate(Compression.defaults());

    @Property
    void anyTextInAnyFramesInAnySegmentsDecodesToItself(@ForAll @Size(max = 5) List<String> texts, @ForAll long seed) {
        var random = new Random(seed);
        var wire = new ArrayList<byte[]>();
        texts.forEach(text -> fragment(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8), random, wire));
        List<String> expected = texts.stream().map(text -> "text " + roundTrip(text)).toList();
        assertThat(decodeInSegments(wire, random)).isEqualTo(expected);
    }

    @Property
    void anyBinaryInAnyFramesInAnySegmentsDecodesToItself(
            @ForAll @Size(max = 3) List<@Size(max = 70_000) byte[]> messages,
            @ForAll long seed) {
        var random = new Random(seed);
        var wire = new ArrayList<byte[]>();
        messages.forEach(message -> fragment(Opcode.BINARY, message, random, wire));
        List<String> expected = messages.stream().map(message -> "binary " + HexFormat.of().formatHex(message))
                .toList();
        assertThat(decodeInSegments(wire, random)).isEqualTo(expected);
    }

    @Property(tries = 300)
    void anyCompressedMessageInAnyFramesInAnySegmentsDecodesToItself(
            @ForAll @Size(max = 3) List<@Size(max = 5_000) byte[]> messages, @ForAll long seed) {
        var random = new Random(seed);
        var wire = new ArrayList<byte[]>();
        messages.forEach(message -> fragment(0x40 | Opcode.BINARY, Deflated.deflate(message), random, wire));
        List<String> expected = messages.stream().map(message -> "binary " + HexFormat.of().formatHex(message))
                .toList();
        assertThat(decodeInSegments(wire, random)).isEqualTo(expected);
    }

    @Property(tries = 3000)
    void anyBytesEitherDecodeOrBreakARuleWithinTheLimits(@ForAll @Size(max = 300) byte[] bytes, @ForAll long seed) {
        bendTowardsFrames(bytes, new Random(seed));
        WebSocketLimits limits = WebSocketLimits.defaults().withMaxFrameBytes(150).withMaxMessageBytes(100);
        var decoder = new FrameDecoder(limits, null, new UnfinishedBytes(Long.MAX_VALUE), new Seen());
        try {
            for (byte b : bytes) {
                decoder.decode(ByteBuffer.wrap(new byte[]{b}));
                assertThat(decoder.keptBytes()).isLessThanOrEqualTo(150 + 125);
            }
        } catch (ProtocolException e) {
            assertThat(e).hasMessageMatching(".+ \\(RFC 6455 [\\d.]+\\)|.+ exceeds max.+|empty continuation.+");
            assertThat(CloseCode.mayBeSent(e.closeCode())).isTrue();
        }
    }

    /**
     * Pure noise nearly always dies at its first byte: a first byte and a mask bit that are right let it get further.
     */
    private static void bendTowardsFrames(byte[] bytes, Random random) {
        int[] firsts = {0x01, 0x02, 0x81, 0x82, 0x89, 0x8A, 0x88, 0x00, 0x80};
        for (int at = 0; at + 1 < bytes.length; at += 6 + random.nextInt(30)) {
            bytes[at] = (byte) firsts[random.nextInt(firsts.length)];
            bytes[at + 1] = (byte) (0x80 | (random.nextInt(128) >> random.nextInt(7)));
        }
    }

    private static List<String> decodeInSegments(List<byte[]> frames, Random random) {
        byte[] wire = ClientFrame.concat(frames.toArray(byte[][]::new));
        var seen = new Seen();
        var decoder = new FrameDecoder(WebSocketLimits.defaults(), DEFLATE, new UnfinishedBytes(Long.MAX_VALUE), seen);
        for (int from = 0; from < wire.length;) {
            int to = Math.min(wire.length, from + 1 + random.nextInt(1 << random.nextInt(17)));
            ByteBuffer segment = ByteBuffer.wrap(Arrays.copyOfRange(wire, from, to));
            while (segment.hasRemaining()) {
                decoder.decode(segment);
            }
            from = to;
        }
        assertThat(decoder.isIdle()).isTrue();
        assertThat(decoder.keptBytes()).isZero();
        return seen.events;
    }

    /** Empty fragments only where they may be: at both ends. */
    private static void fragment(int opcode, byte[] payload, Random random, List<byte[]> wire) {
        int from = 0;
        int next = opcode;
        while (random.nextBoolean() && (next == opcode || from < payload.length)) {
            int least = next == opcode ? 0 : 1;
            int size = least + random.nextInt(payload.length - from + 1 - least);
            wire.add(ClientFrame.masked(next, random.nextInt(), Arrays.copyOfRange(payload, from, from + size)));
            next = Opcode.CONTINUATION;
            from += size;
        }
        wire.add(ClientFrame.masked(0x80 | next, random.nextInt(), Arrays.copyOfRange(payload, from, payload.length)));
    }

    /** Lone surrogates have no UTF-8. */
    private static String roundTrip(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
