package dev.redstart.channels.serializer;

import java.nio.ByteBuffer;
import java.util.HexFormat;

import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** PROTOCOL.md 9.4; the vectors are the recorded ones. */
class V2BinaryTest {
    private static final HexFormat HEX = HexFormat.of();

    private final Serializer v2 = V2Serializer.INSTANCE;

    private Envelope decode(String hex) {
        return v2.decodeBinary(ByteBuffer.wrap(HEX.parseHex(hex.replace(" ", ""))));
    }

    private String encode(Outbound message) {
        var wire = v2.encode(message).bytes();
        assertThat(wire.get() & 0xf).as("opcode").isEqualTo(2);
        wire.position(wire.get() == 126 ? 4 : 2);
        var bytes = new byte[wire.remaining()];
        wire.get(bytes);
        return HEX.formatHex(bytes);
    }

    private static Payload bytes(String hex) {
        return Payload.ofBytes(HEX.parseHex(hex));
    }

    private static String hex(Payload payload) {
        var bytes = new byte[payload.bytes().remaining()];
        payload.bytes().get(bytes);
        return HEX.formatHex(bytes);
    }

    private static @Nullable Ref text(String ref) {
        return new Ref("\"" + ref + "\"");
    }

    @Test
    void section9_4recordedClientPush() {
        var message = decode("00 01 01 06 03 31 32 726f6f6d3a61 62696e 010203");
        assertThat(message.joinRef()).isEqualTo(text("1"));
        assertThat(message.ref()).isEqualTo(text("2"));
        assertThat(message.topic()).isEqualTo("room:a");
        assertThat(message.event()).isEqualTo("bin");
        assertThat(message.payload().isBytes()).isTrue();
        assertThat(hex(message.payload())).isEqualTo("010203");
    }

    @Test
    void section9_4recordedReplyPushAndBroadcast() {
        assertThat(encode(new Outbound.Answer(text("1"), text("2"), "room:a", Reply.ok(bytes("010203ff")))))
                .isEqualTo("01010106023132726f6f6d3a616f6b010203ff");
        assertThat(encode(new Outbound.Push(text("1"), "room:a", "b", bytes("0102"))))
                .isEqualTo("0001060131726f6f6d3a61620102");
        assertThat(encode(new Outbound.Broadcast("room:a", "bb", bytes("0304"))))
                .isEqualTo("020602726f6f6d3a6162620304");
    }

    @Test
    void section9_4aMissingRefIsEncodedWithLength0AndANumberAsItsDigits() {
        assertThat(encode(new Outbound.Push(null, "t", "e", bytes("")))).isEqualTo("000001017465");
        assertThat(encode(new Outbound.Answer(null, new Ref("7"), "t", Reply.ok(bytes("")))))
                .isEqualTo("010001010237746f6b");
    }

    @Test
    void section9_4aZeroLengthJoinRefIsTheEmptyTextNotNull() {
        assertThat(decode("00 00 00 01 01 74 65").joinRef()).isEqualTo(text(""));
    }

    @Test
    void section9_4refsOfBinaryMessagesAreTextsAsTheyWouldBeWrittenInJson() {
        assertThat(decode("00 01 00 01 01 22 74 65").joinRef()).isEqualTo(new Ref("\"\\\"\""));
        assertThat(decode("00 01 00 01 01 31 74 65").joinRef()).isNotEqualTo(new Ref("1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "00 01 01 01", "01 00 00 01 01 74 65", "02 01 01 74 65", "ff 00 00 00 00",
            "00 01 01 06 03 31 32 726f6f6d3a61 6269", "00 ff 00 00 00 31", "00 00 00 01 01 ff 65"})
    void section9_4otherKindsAndLengthsThatOverrunTheFrameAreUndecodable(String hex) {
        assertThatThrownBy(() -> decode(hex)).isInstanceOf(UndecodableMessageException.class);
    }

    @Test
    void section9_4aFieldOfMoreThan255BytesCannotBeEncoded() {
        var longest = "é".repeat(127) + "e";
        assertThat(encode(new Outbound.Broadcast(longest, "e", bytes("")))).startsWith("02ff01");
        assertThatThrownBy(() -> v2.encode(new Outbound.Broadcast(longest + "e", "e", bytes(""))))
                .isInstanceOf(UnencodableMessageException.class).hasMessageContaining("topic")
                .hasMessageContaining("was 256");
    }

    @Property(tries = 300)
    void everyBinaryMessageIsRead(@ForAll @StringLength(max = 60) String text,
            @ForAll @Size(max = 200) byte[] data) {
        var topic = SerializerContract.wellFormed(text);
        var size = topic.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var frame = ByteBuffer.allocate(5 + 2 * size.length + data.length).put(new byte[]{0, (byte) size.length, 0,
                (byte) size.length, 0}).put(size).put(size).put(data).flip();
        var seen = v2.decodeBinary(frame);
        assertThat(seen.topic()).isEqualTo(topic);
        assertThat(hex(seen.payload())).isEqualTo(HEX.formatHex(data));
        assertThat(encode(new Outbound.Push(seen.joinRef(), "t", "e", seen.payload())))
                .contains(HEX.formatHex(size));
    }
}
