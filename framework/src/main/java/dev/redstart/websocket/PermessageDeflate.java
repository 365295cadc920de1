package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

/**
 * Compresses and inflates the messages of all connections that negotiated permessage-deflate with one owner (RFC 7692
 * 7.2). Deflaters and inflaters are borrowed for one message each, so a connection has nothing of its own but the
 * reference to this. Unused ones free their native memory when this becomes garbage.
 *
 * <p>
 * Threading: any, many at once. Frames are compressed by the thread that sends them first, messages are inflated on the
 * IO thread.
 */
public final class PermessageDeflate {
    /** What a sync flush ends with; it does not travel (RFC 7692 7.2.1). */
    private static final int TAIL_BYTES = 4;

    private final Compression compression;
    private final NativePool<Deflater> deflaters;
    private final NativePool<Inflater> inflaters;

    public PermessageDeflate(Compression compression) {
        this(compression, pool(compression, Runtime.getRuntime().availableProcessors()),
                new NativePool<>(() -> new Inflater(true), Inflater::reset, Inflater::end,
                        Runtime.getRuntime().availableProcessors()));
    }

    PermessageDeflate(Compression compression, NativePool<Deflater> deflaters, NativePool<Inflater> inflaters) {
        this.compression = compression;
        this.deflaters = deflaters;
        this.inflaters = inflaters;
    }

    private static NativePool<Deflater> pool(Compression compression, int max) {
        return new NativePool<>(() -> new Deflater(compression.level(), true), Deflater::reset, Deflater::end, max);
    }

    Compression compression() {
        return compression;
    }

    /** What is to be sent in the frame's place: its compressed image, or the frame itself if that is better. */
    EncodedFrame outgoing(EncodedFrame frame) {
        return frame.isMessageFrom(compression.minBytes()) ? frame.compressedBy(this) : frame;
    }

    /** Compresses one message; null if it does not get shorter. */
    @Nullable
    ByteBuffer deflate(ByteBuffer payload) {
        byte[] target = new byte[payload.remaining() + TAIL_BYTES];
        int size = deflaters.use(deflater -> {
            deflater.setInput(payload);
            return deflater.deflate(target, 0, target.length, Deflater.SYNC_FLUSH);
        });
        return size < target.length ? ByteBuffer.wrap(target, 0, size - TAIL_BYTES) : null;
    }

    /**
     * Inflates one message.
     *
     * @param text whether it must be UTF-8
     * @throws ProtocolException if it is not what it must be, or becomes too long
     */
    ByteBuffer inflate(ByteBuffer payload, boolean text, WebSocketLimits limits) {
        return inflaters.use(inflater -> new Inflation(payload, text, compression, limits).run(inflater));
    }
}
