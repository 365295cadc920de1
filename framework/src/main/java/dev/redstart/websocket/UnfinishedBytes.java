package dev.redstart.websocket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the unfinished messages of all connections of one owner take together. Each of them alone stays within
 * {@link WebSocketLimits#maxMessageBytes}; without a limit for all, many clients that never finish could take all there
 * is.
 *
 * <p>
 * Threading: any.
 */
public final class UnfinishedBytes {
    private final long max;
    private final AtomicLong kept = new AtomicLong();

    /** @param max in bytes */
    public UnfinishedBytes(long max) {
        this.max = max;
    }

    /** How much there is now, in bytes. */
    public long kept() {
        return kept.get();
    }

    /**
     * So much more is about to be kept.
     *
     * @throws ProtocolException if that would be too much
     */
    void keep(int bytes) {
        if (kept.addAndGet(bytes) > max) {
            kept.addAndGet(-bytes);
            throw new ProtocolException(CloseCode.TRY_AGAIN_LATER,
                    "unfinished messages of all clients exceed maxUnfinishedBytes " + max);
        }
    }

    void release(int bytes) {
        kept.addAndGet(-bytes);
    }
}
