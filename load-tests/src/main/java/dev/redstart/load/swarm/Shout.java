package dev.redstart.load.swarm;

import java.nio.charset.StandardCharsets;

/**
 * A message that is sent to everybody of a topic, and says by itself which and when: receivers need remember nothing. Its time is
 * {@link System#nanoTime}, which on Linux all processes of a machine share.
 *
 * @param run   of all that is measured with one fleet; what is left over from another is not counted
 * @param slot  which of the broadcasts under way
 * @param round how many of this slot were sent before
 * @param at    when it was sent
 */
record Shout(int run, int slot, int round, long at) {
    static final String EVENT = "shout";
    static final String AT = "{\"at\":";
    static final byte[] AT_KEY = key("at");

    private static final byte[] RUN_KEY = key("run");
    private static final byte[] SLOT_KEY = key("slot");
    private static final byte[] ROUND_KEY = key("round");

    /** As JSON; {@code padding} makes it as long as it shall be. */
    String payload(String padding) {
        return AT + at + ",\"run\":" + run + ",\"slot\":" + slot + ",\"round\":" + round + ",\"pad\":\"" + padding
                + "\"}";
    }

    /** @throws WireFault if it is none of ours */
    static Shout parse(byte[] message) {
        return new Shout((int) number(message, RUN_KEY), (int) number(message, SLOT_KEY),
                (int) number(message, ROUND_KEY), number(message, AT_KEY));
    }

    /** The number behind the first {@code "key":} of a message that is known to be JSON: ten times as fast as to parse it. */
    static long number(byte[] message, byte[] key) {
        int at = indexOf(message, key) + key.length;
        if (at < key.length || at >= message.length || !digit(message[at])) {
            throw new WireFault(Fault.MESSAGE_INVALID, "a payload must come back with " + keyText(key)
                    + " and a number, was: " + Message.shown(message));
        }
        long value = 0;
        for (; at < message.length && digit(message[at]); at++) {
            value = value * 10 + (message[at] - '0');
        }
        return value;
    }

    private static int indexOf(byte[] message, byte[] key) {
        for (int at = 0; at <= message.length - key.length; at++) {
            int same = 0;
            while (same < key.length && message[at + same] == key[same]) {
                same++;
            }
            if (same == key.length) {
                return at;
            }
        }
        return -1;
    }

    private static boolean digit(byte letter) {
        return letter >= '0' && letter <= '9';
    }

    private static byte[] key(String name) {
        return ("\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    private static String keyText(byte[] key) {
        return new String(key, StandardCharsets.US_ASCII);
    }
}
