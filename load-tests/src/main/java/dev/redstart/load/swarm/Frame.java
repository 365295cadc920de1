package dev.redstart.load.swarm;

import java.nio.charset.StandardCharsets;

/**
 * One WebSocket frame, unmasked.
 *
 * @param last    whether it ends its message (the FIN bit)
 * @param payload owned by the frame
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between two methods: never compared
record Frame(boolean last, Opcode opcode, byte[] payload) {
    private static final int NO_CODE = 1005;

    /** Opcodes of RFC 6455 5.2. */
    enum Opcode {
        CONTINUATION(0), TEXT(1), BINARY(2), CLOSE(8), PING(9), PONG(10);

        private final int code;

        Opcode(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        boolean control() {
            return code >= 8;
        }

        static Opcode of(int code) {
            for (var opcode : values()) {
                if (opcode.code == code) {
                    return opcode;
                }
            }
            throw new WireFault(Fault.FRAME_INVALID, "the opcode must be one of RFC 6455 5.2, was " + code);
        }
    }

    static Frame text(String text) {
        return new Frame(true, Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static Frame pong(byte[] payload) {
        return new Frame(true, Opcode.PONG, payload);
    }

    static Frame close(int code) {
        return new Frame(true, Opcode.CLOSE, new byte[]{(byte) (code >> 8), (byte) code});
    }

    /** The code of a close frame; 1005 where it has none (RFC 6455 7.4.1). */
    int closeCode() {
        return payload.length < 2 ? NO_CODE : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }

    /** Code and reason of a close frame, for people. */
    String closeReason() {
        if (payload.length < 2) {
            return "close without a code";
        }
        return "close " + closeCode() + " " + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }
}
