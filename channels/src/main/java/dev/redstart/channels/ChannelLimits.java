package dev.redstart.channels;

import java.time.Duration;
import java.util.Objects;

/**
 * What one connection may ask of the server. Immutable; each method gives a changed copy.
 *
 * @param maxChannels topics one connection may have joined, joins under way included
 * @param mailbox messages that may wait for one channel. With four fifths of that from its client, nothing is read from the client until one
 *        fifth is left; beyond it, because of other processes, the channel is killed and its client joins again.
 * @param joinTimeout how long {@link Channel#join} may take; then the client gets {@code {"reason":"join timeout"}} and the channel is killed
 */
public record ChannelLimits(int maxChannels, int mailbox, Duration joinTimeout) {
    /** 100 channels, 1,000 messages, and 15 s to join: more than the 10 s after which the official client gives up by itself. */
    public static final ChannelLimits DEFAULT = new ChannelLimits(100, 1_000, Duration.ofSeconds(15));

    public ChannelLimits {
        requirePositive("maxChannels", maxChannels);
        requirePositive("mailbox", mailbox);
        Objects.requireNonNull(joinTimeout, "joinTimeout");
        if (!joinTimeout.isPositive()) {
            throw new IllegalArgumentException("joinTimeout must be > 0, was " + joinTimeout);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be >= 1, was " + value);
        }
    }

    /** With that many channels. */
    public ChannelLimits maxChannels(int max) {
        return new ChannelLimits(max, mailbox, joinTimeout);
    }

    /** With that many messages waiting. */
    public ChannelLimits mailbox(int max) {
        return new ChannelLimits(maxChannels, max, joinTimeout);
    }

    /** With that long to join. */
    public ChannelLimits joinTimeout(Duration limit) {
        return new ChannelLimits(maxChannels, mailbox, limit);
    }
}
