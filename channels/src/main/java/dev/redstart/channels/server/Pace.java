package dev.redstart.channels.server;

/**
 * When a client is held back because it sends faster than one of its channels works: its messages never overflow a mailbox. The numbers are
 * messages of one channel that it has not handled yet.
 *
 * @param batch the channel says of every so manyth message that it has come to it
 * @param high from here on nothing is read from the client
 * @param low down to here
 */
record Pace(int batch, int high, int low) {
    private static final int FIFTHS = 5;

    /** Four fifths and one fifth of the mailbox. */
    static Pace of(int mailbox) {
        var batch = Math.max(1, mailbox / FIFTHS);
        var high = Math.min(mailbox, (FIFTHS - 1) * batch);
        return new Pace(batch, high, Math.min(batch, high - 1));
    }
}
