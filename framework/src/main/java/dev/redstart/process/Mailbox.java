package dev.redstart.process;

/**
 * How many messages may wait for a process and what happens to one more. Signals (exits, downs) are never counted and never refused.
 *
 * @param capacity messages that may wait; at least 1
 * @param overflow what happens to one more
 */
public record Mailbox(int capacity, Overflow overflow) {
    /** 10,000 messages, then the sender fails: what a server gets unless it says otherwise. */
    public static final Mailbox DEFAULT = new Mailbox(10_000, Overflow.FAIL_SENDER);

    /** What happens to a message that finds the mailbox full. */
    public enum Overflow {
        /** The receiver ends with {@code Custom("mailbox_overflow")}. */
        KILL_RECEIVER,
        /** The message is dropped and counted. */
        DROP_NEWEST,
        /** The sender gets {@link CallException.Overloaded}. */
        FAIL_SENDER
    }

    public Mailbox {
        if (capacity < 1) {
            throw new IllegalArgumentException("mailbox capacity must be >= 1, was " + capacity);
        }
    }

    /** No limit. For processes whose senders are bounded in another way. */
    public static Mailbox unbounded() {
        return new Mailbox(Integer.MAX_VALUE, Overflow.DROP_NEWEST);
    }
}
