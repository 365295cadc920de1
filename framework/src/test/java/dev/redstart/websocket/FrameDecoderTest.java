package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FrameDecoderTest {
    private static final WebSocketLimits LIMITS = WebSocketLimits.defaults().withMaxFrameBytes(1000)
            .withMaxMessageBytes(500);

    private final Seen seen = new Seen();
    private final FrameDecoder decoder = new FrameDecoder(LIMITS, null, new UnfinishedBytes(Long.MAX_VALUE), seen);
    private final FrameDecoder deflating = new FrameDecoder(LIMITS, new PermessageDeflate(Compression.defaults()),
            new UnfinishedBytes(Long.MAX_VALUE), seen);

    @Test
    void wholeMessagesAreHandedOnWhereTheyLie() {
        ByteBuffer input = direct(ClientFrame.text("hello"), ClientFrame.binary((byte) 1));
        decodeAll(decoder, input);
        assertThat(seen.events).containsExactly("text hello", "binary 01");
        assertThat(seen.direct).containsExactly(true, true);
        assertThat(decoder.keptBytes()).isZero();
        assertThat(decoder.isIdle()).isTrue();
    }

    @Test
    void eachCallTakesOneFrame() {
        ByteBuffer input = direct(ClientFrame.text("a"), ClientFrame.text("b"));
        assertThat(decoder.decode(input)).isTrue();
        assertThat(seen.events).containsExactly("text a");
        assertThat(input.remaining()).isEqualTo(7);
    }

    @Test
    void fragmentsAreAssembledAndControlFramesMayComeBetween() {
        feed(ClientFrame.frame(false, Opcode.TEXT, utf8("hel")), ClientFrame.ping("p"),
                ClientFrame.frame(false, Opcode.CONTINUATION, utf8("l")), ClientFrame.pong("q"),
                ClientFrame.frame(true, Opcode.CONTINUATION, utf8("o")));
        assertThat(seen.events).containsExactly("ping p", "pong q", "text hello");
        assertThat(decoder.keptBytes()).isZero();
    }

    @Test
    void characterMayBeCutByFragments() {
        feed(ClientFrame.frame(false, Opcode.TEXT, (byte) 0xC3),
                ClientFrame.frame(true, Opcode.CONTINUATION, (byte) 0xA9));
        assertThat(seen.events).containsExactly("text é");
    }

    @Test
    void emptyMessagesAreMessages() {
        feed(ClientFrame.text(""), ClientFrame.binary(), ClientFrame.frame(false, Opcode.TEXT),
                ClientFrame.frame(false, Opcode.CONTINUATION), ClientFrame.frame(true, Opcode.CONTINUATION));
        assertThat(seen.events).containsExactly("text ", "binary ", "text ");
    }

    @ParameterizedTest
    @CsvSource({"c1, reserved bits 4", "a1, reserved bits 2", "91, reserved bits 1", "83, unknown opcode 3",
            "87, unknown opcode 7",
            "8b, unknown opcode 11", "8f, unknown opcode 15", "09, fragmented control frame",
            "08, fragmented control frame",
            "80, continuation frame without", "00, continuation frame without", "8100, without a mask",
            "8900, without a mask",
            "89fe, longer than 125", "88ff, longer than 125", "82ff80, top bit", "81fe007d, fewest bytes",
            "81ff000000000000ffff, fewest bytes"})
    void brokenRulesAreNoticedAtTheByteThatBreaksThem(String hex, String message) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        feed(new byte[0], Arrays.copyOf(bytes, bytes.length - 1));
        assertViolation(CloseCode.PROTOCOL_ERROR, message, new byte[]{bytes[bytes.length - 1]});
    }

    @Test
    void newMessageMayNotBeginInsideAnother() {
        feed(ClientFrame.frame(false, Opcode.TEXT, utf8("a")));
        assertViolation(CloseCode.PROTOCOL_ERROR, "inside a fragmented one (RFC 6455 5.4)", ClientFrame.text("b"));
    }

    @Test
    void longFramesAreRefusedByTheirHeader() {
        assertViolation(CloseCode.TOO_BIG, "exceeds maxFrameBytes 1000", ClientFrame.header(0x82, 993));
        assertThat(decoder.keptBytes()).isZero();
    }

    @Test
    void hugeLengthDoesNotOverflow() {
        assertViolation(CloseCode.TOO_BIG, "9223372036854775807", ClientFrame.header(0x82, Long.MAX_VALUE));
    }

    @Test
    void longestFrameIsTaken() {
        feed(ClientFrame.binary(new byte[992]));
        assertThat(seen.events).hasSize(1);
    }

    @Test
    void longMessagesAreRefusedByTheHeaderOfTheFragmentThatIsTooMuch() {
        feed(ClientFrame.frame(false, Opcode.BINARY, new byte[300]),
                ClientFrame.frame(false, Opcode.CONTINUATION, new byte[200]));
        assertThat(decoder.keptBytes()).isEqualTo(500);
        assertViolation(CloseCode.TOO_BIG, "exceeds maxMessageBytes 500", ClientFrame.header(0x80, 1));
    }

    @Test
    void memoryGrowsWithWhatCameNotWithWhatIsPromised() {
        var roomy = new FrameDecoder(WebSocketLimits.defaults(), null, new UnfinishedBytes(Long.MAX_VALUE), seen);
        roomy.decode(direct(ClientFrame.header(0x82, 9_000_000), new byte[10]));
        assertThat(roomy.keptBytes()).isEqualTo(1024);
    }

    @Test
    void emptyFragmentsMayNotProlongAMessage() {
        feed(ClientFrame.frame(false, Opcode.BINARY, (byte) 1));
        assertViolation(CloseCode.POLICY_VIOLATION, "empty continuation",
                ClientFrame.frame(false, Opcode.CONTINUATION));
    }

    @Test
    void emptyFragmentsMayNotGoOnForEver() {
        feed(ClientFrame.frame(false, Opcode.BINARY), ClientFrame.frame(false, Opcode.CONTINUATION));
        assertViolation(CloseCode.POLICY_VIOLATION, "empty continuation",
                ClientFrame.frame(false, Opcode.CONTINUATION));
    }

    @Test
    void memoryOfCompressedMessagesIsThatOfWhatCame() {
        decodeAll(deflating, ClientFrame.masked(0x42, 0, Deflated.deflate(new byte[400])));
        assertThat(deflating.keptBytes()).isLessThanOrEqualTo(500);
        assertThat(deflating.isIdle()).isFalse();
    }

    @Test
    void compressedMessagesMayComeWholeOrInFragments() {
        byte[] hello = HexFormat.of().parseHex("f248cdc9c90700");
        decodeAll(deflating, ClientFrame.masked(0xC1, 7, hello),
                ClientFrame.masked(0x41, 8, Arrays.copyOf(hello, 3)), ClientFrame.ping("p"),
                ClientFrame.masked(0x80, 9, Arrays.copyOfRange(hello, 3, 7)), ClientFrame.text("plain"));
        assertThat(seen.events).containsExactly("text Hello", "ping p", "text Hello", "text plain");
        assertThat(deflating.isIdle()).isTrue();
    }

    @Test
    void compressedTextIsJudgedByWhatItInflatesTo() {
        decodeAll(deflating, ClientFrame.masked(0xC1, 0, Deflated.deflate(utf8("é".repeat(100)))));
        assertThat(seen.events).containsExactly("text " + "é".repeat(100));
    }

    @ParameterizedTest
    @CsvSource({"c0, opcode 0 (RFC 7692 6.1)", "c9, opcode 9 (RFC 7692 6.1)", "c8, opcode 8 (RFC 7692 6.1)",
            "ca, opcode 10 (RFC 7692 6.1)", "a1, reserved bits 2", "91, reserved bits 1", "e1, reserved bits 6",
            "d2, reserved bits 5", "c3, opcode 3 (RFC 7692 6.1)"})
    void onlyTheFirstFrameOfAMessageMayBeMarkedAsCompressed(String first, String message) {
        byte[] bytes = HexFormat.of().parseHex(first);
        assertThatThrownBy(() -> decodeAll(deflating, bytes)).isInstanceOfSatisfying(ProtocolException.class,
                e -> assertThat(e.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR)).hasMessageContaining(message);
    }

    @Test
    void messagesThatInflateTooFarAreRefused() {
        byte[] bomb = ClientFrame.masked(0xC2, 0, Deflated.deflate(new byte[501]));
        assertThatThrownBy(() -> decodeAll(deflating, bomb)).isInstanceOfSatisfying(ProtocolException.class,
                e -> assertThat(e.closeCode()).isEqualTo(CloseCode.TOO_BIG))
                .hasMessageContaining("exceeds maxMessageBytes 500");
    }

    @Test
    void wrongTextIsNoticedBeforeItsFrameIsComplete() {
        byte[] frame = ClientFrame.frame(true, Opcode.TEXT, (byte) 'a', (byte) 0xFF, (byte) 'b');
        feed(Arrays.copyOf(frame, 7));
        assertViolation(CloseCode.INVALID_PAYLOAD, "not UTF-8", new byte[]{frame[7]});
    }

    @Test
    void wrongTextIsNoticedBeforeItsMessageIsComplete() {
        feed(ClientFrame.frame(false, Opcode.TEXT, (byte) 0xED));
        assertViolation(CloseCode.INVALID_PAYLOAD, "not UTF-8",
                ClientFrame.frame(false, Opcode.CONTINUATION, (byte) 0xA0));
    }

    @Test
    void textMayNotEndInsideACharacter() {
        assertViolation(CloseCode.INVALID_PAYLOAD, "not UTF-8", ClientFrame.frame(true, Opcode.TEXT, (byte) 0xC3));
    }

    @Test
    void binaryNeedNotBeUtf8() {
        feed(ClientFrame.binary((byte) 0xFF));
        assertThat(seen.events).containsExactly("binary ff");
    }

    @Test
    void closeFramesSayWhy() {
        feed(ClientFrame.close(4001));
        assertThat(seen.events).containsExactly("close 4001");
    }

    @Test
    void closeFramesNeedNotSayWhy() {
        feed(ClientFrame.frame(true, Opcode.CLOSE));
        assertThat(seen.events).containsExactly("close 1005");
    }

    @Test
    void closeReasonIsReadAndForgotten() {
        feed(ClientFrame.frame(true, Opcode.CLOSE, (byte) 3, (byte) 0xE8, (byte) 'b', (byte) 'y', (byte) 'e'));
        assertThat(seen.events).containsExactly("close 1000");
    }

    @Test
    void closeFrameOfOneByteIsWrong() {
        assertViolation(CloseCode.PROTOCOL_ERROR, "one byte (RFC 6455 5.5.1)",
                ClientFrame.frame(true, Opcode.CLOSE, (byte) 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1005, 1006, 1015, 2999})
    void closeCodesThatMayNotTravelAreWrong(int code) {
        assertViolation(CloseCode.PROTOCOL_ERROR, "code " + code + " (RFC 6455 7.4)", ClientFrame.close(code));
    }

    @Test
    void closeReasonMustBeUtf8() {
        assertViolation(CloseCode.INVALID_PAYLOAD, "close reason",
                ClientFrame.frame(true, Opcode.CLOSE, (byte) 3, (byte) 0xE8, (byte) 0xC3));
    }

    @Test
    void exceptionOfTheSinkLeavesTheDecoderUsable() {
        seen.failure = new IllegalStateException("of the sink");
        assertThatThrownBy(() -> feed(ClientFrame.text("a"))).isSameAs(seen.failure);
        seen.failure = null;
        feed(ClientFrame.text("b"));
        assertThat(seen.events).containsExactly("text b");
    }

    private void feed(byte[]... parts) {
        decodeAll(decoder, parts);
    }

    private static void decodeAll(FrameDecoder decoder, byte[]... parts) {
        decodeAll(decoder, direct(parts));
    }

    private static void decodeAll(FrameDecoder decoder, ByteBuffer input) {
        while (input.hasRemaining()) {
            decoder.decode(input);
        }
    }

    private void assertViolation(int code, String message, byte[] bytes) {
        assertThatThrownBy(() -> feed(bytes)).isInstanceOfSatisfying(ProtocolException.class,
                e -> assertThat(e.closeCode()).isEqualTo(code)).hasMessageContaining(message);
    }

    private static ByteBuffer direct(byte[]... parts) {
        byte[] bytes = ClientFrame.concat(parts);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
