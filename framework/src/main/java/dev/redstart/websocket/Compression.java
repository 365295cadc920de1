package dev.redstart.websocket;

import java.util.zip.Deflater;

/**
 * How messages are compressed with clients that offer permessage-deflate (RFC 7692). Immutable.
 *
 * <p>
 * No compression context outlives a message, in either direction (RFC 7692 7.1.1): both sides are told so in the
 * handshake. An idle connection then holds no window of 32 KiB, and a broadcast is compressed once for all. Context
 * takeover is not offered as an option: it would compress each message anew for each connection.
 *
 * <p>
 * Compressing takes the place of bytes by CPU time. It also lets somebody who sees only the lengths of messages guess
 * what stands beside text of his own in the same message (the CRIME and BREACH attacks): do not mix secrets with what
 * others supply.
 *
 * @param level from 1, the fastest, to 9, the smallest
 * @param minBytes messages with a shorter payload are sent as they are
 * @param maxRatio how many times as long as on the wire a client's message may become; a longer one closes with 1009.
 *            The first {@value #FREE_BYTES} bytes of a message are always allowed: so little harms nobody.
 *            {@link WebSocketLimits#maxMessageBytes} applies all the same. Nothing inflates to more than 1,032 times
 *            its length, so larger values mean no limit.
 */
public record Compression(int level, int minBytes, int maxRatio) {
    static final int FREE_BYTES = 16 * 1024;

    private static final Compression DEFAULTS = new Compression(Deflater.BEST_SPEED, 512, 25);

    public Compression {
        if (level < Deflater.BEST_SPEED || level > Deflater.BEST_COMPRESSION) {
            throw new IllegalArgumentException("level must be 1 to 9, was " + level);
        }
        requirePositive("minBytes", minBytes);
        requirePositive("maxRatio", maxRatio);
    }

    /** Level 1, from 512 bytes on, inflating to 25 times the length at most. */
    public static Compression defaults() {
        return DEFAULTS;
    }

    public Compression withLevel(int other) {
        return new Compression(other, minBytes, maxRatio);
    }

    public Compression withMinBytes(int min) {
        return new Compression(level, min, maxRatio);
    }

    public Compression withMaxRatio(int max) {
        return new Compression(level, minBytes, max);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be >= 1, was " + value);
        }
    }
}
