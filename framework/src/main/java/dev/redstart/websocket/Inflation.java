package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The inflating of one message (RFC 7692 7.2.2). Limits and UTF-8 are checked with each piece that comes out, so no more
 * memory is taken than the limits allow, however much the message would become.
 *
 * <p>
 * Threading: one thread, for the length of one call.
 */
final class Inflation {
    /**
     * The end that did not travel, and behind it an empty last block. Whoever inflates them finds the end of the stream
     * exactly there, unless the message broke off inside a block.
     */
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF, 1, 0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int MIN_CAPACITY = 256;
    /** A guess at how much longer a message becomes. */
    private static final int USUAL_RATIO = 4;
    /** Each costs as much as many bytes do, and no client needs more than one for each fragment. */
    private static final int MAX_STREAMS = 1_000;

    private final ByteBuffer payload;
    private final boolean text;
    private final long most;
    private final String rule;

    private byte[] target;
    private int size;
    private int utf8 = Utf8.BOUNDARY;
    private int streams = 1;

    Inflation(ByteBuffer payload, boolean text, Compression compression, WebSocketLimits limits) {
        this.payload = payload;
        this.text = text;
        long byRatio = Math.max(Compression.FREE_BYTES, (long) compression.maxRatio() * payload.remaining());
        boolean ratioRules = byRatio < limits.maxMessageBytes();
        this.most = ratioRules ? byRatio : limits.maxMessageBytes();
        this.rule = ratioRules ? "maxRatio " + compression.maxRatio() : "maxMessageBytes " + limits.maxMessageBytes();
        this.target = new byte[(int) Math.clamp((long) USUAL_RATIO * payload.remaining(),
                Math.min(MIN_CAPACITY, most + 1), most + 1)];
    }

    /** Nothing at all is no DEFLATE, but there are clients that mean the empty message by it. */
    ByteBuffer run(Inflater inflater) {
        try {
            if (payload.hasRemaining()) {
                inflateAll(inflater);
            }
        } catch (DataFormatException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
        if (utf8 != Utf8.BOUNDARY) {
            throw FrameDecoder.notUtf8();
        }
        return ByteBuffer.wrap(target, 0, size);
    }

    private void inflateAll(Inflater inflater) throws DataFormatException {
        inflater.setInput(payload);
        inflate(inflater);
        while (inflater.finished() && payload.hasRemaining()) {
            startNextStream(inflater);
            inflate(inflater);
        }
        if (!inflater.finished()) {
            inflater.setInput(TAIL);
            inflate(inflater);
            if (!inflater.finished() || inflater.getRemaining() > 0) {
                throw malformed("it breaks off");
            }
        }
    }

    /** A block marked as the last one need not be it (RFC 7692 7.2.3.4). */
    private void startNextStream(Inflater inflater) {
        if (++streams > MAX_STREAMS) {
            throw new ProtocolException(CloseCode.POLICY_VIOLATION,
                    "compressed message of more than " + MAX_STREAMS + " DEFLATE streams");
        }
        inflater.reset();
        inflater.setInput(payload);
    }

    /** Until the input is used up or its stream ends, whichever comes first. */
    private void inflate(Inflater inflater) throws DataFormatException {
        do {
            if (size == target.length) {
                target = Arrays.copyOf(target, (int) Math.min(2L * size, most + 1));
            }
            check(inflater.inflate(target, size, target.length - size));
        } while (size == target.length && !inflater.finished());
    }

    private void check(int more) {
        if (size + more > most) {
            throw new ProtocolException(CloseCode.TOO_BIG,
                    "message of " + payload.limit() + " bytes that inflates to more than " + most + " exceeds " + rule);
        }
        if (text) {
            utf8 = Utf8.check(utf8, ByteBuffer.wrap(target), size, size + more);
            if (utf8 == Utf8.INVALID) {
                throw FrameDecoder.notUtf8();
            }
        }
        size += more;
    }

    private static ProtocolException malformed(String what) {
        return new ProtocolException(CloseCode.INVALID_PAYLOAD,
                "compressed message that is not DEFLATE: " + what + " (RFC 7692 7.2.2)");
    }
}
