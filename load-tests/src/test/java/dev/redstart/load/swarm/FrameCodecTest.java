package dev.redstart.load.swarm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

import dev.redstart.load.swarm.Frame.Opcode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FrameCodecTest {
    @Test
    void encodesTheMaskedHelloOfRfc6455() {
        var bytes = FrameCodec.encode(Frame.text("Hello"), 0x37fa213d);
        assertThat(hex(bytes)).isEqualTo("818537fa213d7f9f4d5158");
    }

    @Test
    void encodesLengthsInTheFewestBytes() {
        assertThat(hex(FrameCodec.encode(text(125), 0))).startsWith("81fd00000000");
        assertThat(hex(FrameCodec.encode(text(126), 0))).startsWith("81fe007e00000000");
        assertThat(hex(FrameCodec.encode(text(0xffff), 0))).startsWith("81feffff00000000");
        assertThat(hex(FrameCodec.encode(text(0x10000), 0))).startsWith("81ff000000000001000000000000");
    }

    @Test
    void decodesTheUnmaskedHelloOfRfc6455() {
        var frame = decoded("810548656c6c6f");
        assertThat(frame.last()).isTrue();
        assertThat(frame.opcode()).isEqualTo(Opcode.TEXT);
        assertThat(frame.payload()).asString(StandardCharsets.UTF_8).isEqualTo("Hello");
    }

    @Test
    void decodesFrameAfterFrame() {
        var in = bytes("0103486f6c" + "8000" + "8901aa");
        assertThat(next(in).last()).isFalse();
        assertThat(next(in).opcode()).isEqualTo(Opcode.CONTINUATION);
        assertThat(next(in).opcode()).isEqualTo(Opcode.PING);
        assertThat(in.hasRemaining()).isFalse();
    }

    @Property(tries = 200)
    void aFrameInPiecesIsTakenOnlyWhenItIsWhole(@ForAll @Size(max = 300) byte[] payload,
            @ForAll @IntRange(min = 0, max = 303) int cut) {
        var whole = served(payload);
        var piece = whole.duplicate().limit(Math.min(cut, whole.limit() - 1));
        assertThat(FrameCodec.decode(piece)).isNull();
        assertThat(piece.position()).isZero();
        assertThat(next(whole).payload()).isEqualTo(payload);
    }

    @Test
    void whatBreaksRfc6455IsRefused() {
        refused("c100", Fault.FRAME_INVALID, "reserved bits");
        refused("8300", Fault.FRAME_INVALID, "the opcode must be one of RFC 6455 5.2, was 3");
        refused("818548656c6c6f6f6f6f6f", Fault.FRAME_INVALID, "must not mask");
        refused("0900", Fault.FRAME_INVALID, "PING must be whole");
        refused("897e007e", Fault.FRAME_INVALID, "<= 125 bytes");
        refused("817e007d", Fault.FRAME_INVALID, "fewest bytes (RFC 6455 5.2), was 125");
        refused("817f000000000000ffff", Fault.FRAME_INVALID, "fewest bytes");
        refused("817fffffffffffffffff", Fault.FRAME_INVALID, "fewest bytes");
        refused("817f0000000000100001", Fault.MESSAGE_TOO_LARGE, "<= 1048576 bytes, was 1048577");
    }

    private static void refused(String hex, Fault fault, String words) {
        assertThatExceptionOfType(WireFault.class).isThrownBy(() -> FrameCodec.decode(bytes(hex)))
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
    }

    private static Frame text(int length) {
        return Frame.text("x".repeat(length));
    }

    /** A text frame as a server sends it. */
    private static ByteBuffer served(byte[] payload) {
        var out = ByteBuffer.allocate(payload.length + 4).put((byte) 0x81);
        if (payload.length <= 125) {
            out.put((byte) payload.length);
        } else {
            out.put((byte) 126).putShort((short) payload.length);
        }
        return out.put(payload).flip();
    }

    private static Frame decoded(String hex) {
        return next(bytes(hex));
    }

    private static Frame next(ByteBuffer in) {
        @Nullable
        Frame frame = FrameCodec.decode(in);
        return Objects.requireNonNull(frame, "the frame must be whole");
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
