package dev.redstart.load.swarm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The main class of a process that is a {@link RemoteSquad}: a {@link Fleet} that obeys its standard input. It ends when that ends, so also
 * when the process that started it does.
 * <p>
 * Threading: the main thread obeys, one order after the other; loops say what has arrived.
 */
final class Worker {
    /** Closing all connections takes at most the limit of the plan; then somebody else must see to it. */
    static final long CLOSE_LIMIT_SECONDS = 60;

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private Worker() {}

    static void main(String[] args) throws IOException {
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var plan = RemoteSquad.JSON.readValue(orders.readLine(), Plan.class);
        try (var fleet = new Fleet(plan, new Tally())) {
            say("ready");
            for (var order = orders.readLine(); order != null; order = orders.readLine()) {
                obey(fleet, order.split(" ", 3));
            }
        }
        System.exit(0);
    }

    private static void obey(Fleet fleet, String[] order) {
        switch (order[0]) {
            case "open" -> answer(fleet.open(Integer.parseInt(order[1]), Integer.parseInt(order[2])).join());
            case "leave" -> answer(fleet.leave().join());
            case "begin" -> answer(fleet.begin(assignment(order[1], order[2]), Worker::arrived).join());
            case "send" -> fleet.send(Integer.parseInt(order[1]));
            case "take" -> say(RemoteSquad.JSON.writeValueAsString(fleet.take().join()));
            default -> throw new IllegalArgumentException(
                    "an order must be open, leave, begin, send or take, was " + order[0]);
        }
    }

    private static Assignment assignment(String type, String json) {
        try {
            return RemoteSquad.JSON.readValue(json, Class.forName(type).asSubclass(Assignment.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("an assignment must be one of Assignment, was " + type, e);
        }
    }

    private static void arrived(int slot) {
        say(RemoteSquad.ARRIVED + slot);
    }

    private static void answer(@SuppressWarnings("unused") Void done) {
        say("done");
    }

    private static void say(String line) {
        OUT.println(line);
    }
}
