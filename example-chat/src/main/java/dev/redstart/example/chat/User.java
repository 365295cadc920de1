package dev.redstart.example.chat;

import java.util.concurrent.ThreadLocalRandom;

/** Who is on the other end: a name to show, and no proof of anything. */
record User(String name) {
    /** In UTF-16 units, as the database counts; a character of two units is never cut in half. */
    static final int LONGEST_NAME = 40;

    /** Makes a name that can be shown and kept of whatever a client asked for; of nothing, it makes a guest's. */
    static User named(String wanted) {
        var name = new StringBuilder();
        for (int character : wanted.strip().codePoints().filter(User::isText).toArray()) {
            if (name.length() + Character.charCount(character) > LONGEST_NAME) {
                break;
            }
            name.appendCodePoint(character);
        }
        var shown = name.toString().strip();
        return new User(shown.isEmpty() ? guest() : shown);
    }

    private static boolean isText(int character) {
        return !Character.isISOControl(character) && Character.getType(character) != Character.SURROGATE;
    }

    private static String guest() {
        return "guest-%04x".formatted(ThreadLocalRandom.current().nextInt(0x1_0000));
    }
}
