package dev.redstart.process;

import java.time.Duration;

/**
 * How many messages may wait for a process and what happens to one more. Signals (exits, downs) are never counted, never refused and never
 * dropped (OTP.md 3.8).
 *
 * <p>A mailbox that is four fifths full is told of with a {@link MailboxCongested}, and with a {@link MailboxRelieved} when it is down to
 * one fifth. Of one without a limit the same is told at 10,000 messages and at 2,000 (DESIGN.md 2).
 *
 * @param capacity messages that may wait; at least 1
 * @param overflow what happens to one more
 */
public record Mailbox(int capacity, Overflow overflow) {
    /** 10,000 messages, then the sender fails: what a server gets unless it says otherwise. */
    public static final Mailbox DEFAULT = new Mailbox(10_000, Overflow.FAIL_SENDER);

    private static final int UNBOUNDED = Integer.MAX_VALUE;
    /** With so many messages one without a limit is congested. */
    private static final int UNBOUNDED_HIGH_WATER = 10_000;

    /** How long a sender waits for room at most; a call waits no longer than its own timeout. */
    static final Duration SENDER_PATIENCE = Duration.ofSeconds(5);

    /** What happens to a message that finds the mailbox full. */
    public enum Overflow {
        /** The receiver ends with {@code Custom("mailbox_overflow")}. */
        KILL_RECEIVER,
        /** The message is dropped and counted. */
        DROP_NEWEST,
        /**
         * The message that has waited longest is dropped: the handler gets the newest {@code capacity} ones and never an older one. What
         * is dropped is counted exactly once, at the latest when the handler takes its next message.
         */
        DROP_OLDEST,
        /**
         * The sender gets {@link CallException.Overloaded}, from a {@code call} at once. Who cannot be told, a timer for example, has its
         * message dropped and counted.
         */
        FAIL_SENDER,
        /**
         * The sender waits until the receiver has taken a message, for 5 seconds at most, then it gets {@link CallException.Overloaded}.
         * Only virtual threads wait: on a platform thread, in a process that runs on its IO thread, from {@code ask}, and for a process
         * that sends to itself this is {@link #FAIL_SENDER}. Senders get in one by one in the order they came. Processes that wait for
         * each other in a circle are told of with a {@link SendersInCircle}.
         */
        BLOCK_SENDER
    }

    public Mailbox {
        if (capacity < 1) {
            throw new IllegalArgumentException("mailbox capacity must be >= 1, was " + capacity);
        }
    }

    /** No limit. For processes whose senders are bounded in another way. */
    public static Mailbox unbounded() {
        return new Mailbox(UNBOUNDED, Overflow.DROP_NEWEST);
    }

    boolean isUnbounded() {
        return capacity == UNBOUNDED;
    }

    /** With so many messages the mailbox is congested: 80 %. */
    int highWater() {
        return isUnbounded() ? UNBOUNDED_HIGH_WATER : capacity - capacity / 5;
    }

    /** With so few messages it is so no longer: 20 %. */
    int lowWater() {
        return isUnbounded() ? UNBOUNDED_HIGH_WATER / 5 : capacity / 5;
    }

    /** The limit of a mailbox with that capacity, for people: "12 of 100", "12 of any number of". */
    static String limit(int capacity) {
        return capacity == UNBOUNDED ? "any number of" : Integer.toString(capacity);
    }

    /** What a push may fill the queue up to; surplus messages of a mailbox that keeps the newest are dropped in another way. */
    int pushLimit() {
        return overflow == Overflow.DROP_OLDEST ? Integer.MAX_VALUE : capacity;
    }
}
