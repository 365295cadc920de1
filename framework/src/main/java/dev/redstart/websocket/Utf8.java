package dev.redstart.websocket;

import java.nio.ByteBuffer;

/**
 * Checks UTF-8 (RFC 3629) piece by piece. The state between two pieces is an int: {@link #BOUNDARY} between characters,
 * or how many bytes the character still needs and within which bounds the next of them must lie. So an invalid sequence
 * is noticed at its first wrong byte.
 *
 * <pre>{@code
 *   state = needed << 16 | lowest next byte << 8 | highest next byte
 * }</pre>
 */
final class Utf8 {
    /** No character is unfinished. */
    static final int BOUNDARY = 0;
    static final int INVALID = -1;

    private static final long ASCII_MASK = 0x8080_8080_8080_8080L;
    private static final int ANY_CONTINUATION = 0x80BF;

    private Utf8() {}

    /** The state after the bytes from {@code from} (inclusive) to {@code to} (exclusive), or {@link #INVALID}. */
    static int check(int state, ByteBuffer bytes, int from, int to) {
        int at = from;
        int now = state;
        while (at < to) {
            if (now == BOUNDARY) {
                at = skipAscii(bytes, at, to);
                if (at == to) {
                    break;
                }
            }
            now = next(now, bytes.get(at++) & 0xFF);
            if (now == INVALID) {
                break;
            }
        }
        return now;
    }

    private static int skipAscii(ByteBuffer bytes, int from, int to) {
        int at = from;
        while (to - at >= Long.BYTES && (bytes.getLong(at) & ASCII_MASK) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes.get(at) >= 0) {
            at++;
        }
        return at;
    }

    private static int next(int state, int b) {
        if (state == BOUNDARY) {
            return lead(b);
        }
        int lowest = (state >> 8) & 0xFF;
        int highest = state & 0xFF;
        if (b < lowest || b > highest) {
            return INVALID;
        }
        int needed = (state >> 16) - 1;
        return needed == 0 ? BOUNDARY : expect(needed, ANY_CONTINUATION);
    }

    /** The bounds keep out overlong forms (E0, F0), surrogates (ED) and what lies beyond U+10FFFF (F4). */
    private static int lead(int b) {
        if (b < 0x80) {
            return BOUNDARY;
        }
        if (b < 0xC2 || b > 0xF4) {
            return INVALID;
        }
        return switch (b) {
            case 0xE0 -> expect(2, 0xA0BF);
            case 0xED -> expect(2, 0x809F);
            case 0xF0 -> expect(3, 0x90BF);
            case 0xF4 -> expect(3, 0x808F);
            default -> expect(b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3, ANY_CONTINUATION);
        };
    }

    private static int expect(int needed, int bounds) {
        return (needed << 16) | bounds;
    }
}
