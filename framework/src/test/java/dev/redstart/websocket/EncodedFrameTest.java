package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EncodedFrameTest {

    @Test
    void framesAreFinalAndUnmasked() {
        assertThat(hex(EncodedFrame.text("é"))).isEqualTo("8102c3a9");
        assertThat(hex(EncodedFrame.binary(new byte[]{1, 2}))).isEqualTo("82020102");
        assertThat(hex(EncodedFrame.ping(ByteBuffer.allocate(0)))).isEqualTo("8900");
        assertThat(hex(EncodedFrame.pong(ByteBuffer.allocate(1)))).isEqualTo("8a0100");
        assertThat(hex(EncodedFrame.close(1013))).isEqualTo("880203f5");
    }

    @ParameterizedTest
    @CsvSource({"125, 827d", "126, 827e007e", "65535, 827effff", "65536, 827f0000000000010000"})
    void lengthTakesTheFewestBytes(int length, String header) {
        EncodedFrame frame = EncodedFrame.binary(new byte[length]);
        assertThat(hex(frame)).startsWith(header).hasSize(header.length() + 2 * length);
        assertThat(frame.size()).isEqualTo(header.length() / 2 + length);
    }

    @Test
    void sourceBufferIsLeftAsItWas() {
        ByteBuffer source = ByteBuffer.wrap(new byte[]{0, 'a', 'b', 0}, 1, 2);
        assertThat(hex(EncodedFrame.text(source))).isEqualTo("81026162");
        assertThat(source.position()).isEqualTo(1);
        assertThat(source.remaining()).isEqualTo(2);
    }

    @Test
    void nobodyCanChangeIt() {
        byte[] payload = {1};
        EncodedFrame frame = EncodedFrame.binary(payload);
        payload[0] = 9;
        assertThat(hex(frame)).isEqualTo("820101");
        assertThatExceptionOfType(ReadOnlyBufferException.class).isThrownBy(() -> frame.bytes().put((byte) 0));
    }

    @Test
    void controlFramesAreShort() {
        assertThat(EncodedFrame.pong(ByteBuffer.allocate(125)).size()).isEqualTo(127);
        assertThatIllegalArgumentException().isThrownBy(() -> EncodedFrame.ping(ByteBuffer.allocate(126)))
                .withMessage("control frame payload must be <= 125 bytes, was 126 (RFC 6455 5.5)");
    }

    @Test
    void closeCodesThatMayNotTravelAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> EncodedFrame.close(1005))
                .withMessage("close code must be one a server may send, was 1005 (RFC 6455 7.4)");
    }

    private static String hex(EncodedFrame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.bytes().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
