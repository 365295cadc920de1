package dev.redstart.load.swarm;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for a fleet and shows meanwhile how far it is: one line that is written over on a terminal, a line every five
 * seconds elsewhere.
 * <p>
 * Threading: for the thread that runs the mode.
 */
final class Progress {
    private static final int SECONDS_BETWEEN_LINES = 5;

    private final Tally tally;
    private final PrintStream out;
    private final boolean terminal;
    private int lineWidth;

    Progress(Tally tally, PrintStream out) {
        this.tally = tally;
        this.out = out;
        this.terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /** Says what is being done now. */
    void say(String text) {
        eraseLine();
        out.println(text);
    }

    /** Waits until {@code work} is done. */
    void during(String name, CompletableFuture<Void> work, int wanted) throws InterruptedException {
        for (int second = 1; !finished(work, Duration.ofSeconds(1)); second++) {
            show(second, "%s: %,d of %,d joined, %,d errors, %,d pushes received"
                    .formatted(name, tally.joined(), wanted, tally.errorCount(), tally.pushes()));
        }
        eraseLine();
    }

    /** Waits for {@code time}. */
    void pause(String name, Duration time) throws InterruptedException {
        long seconds = time.toSeconds();
        for (int second = 1; second <= seconds; second++) {
            Thread.sleep(1000);
            show(second, "%s: %d of %d s, %,d alive, %,d heartbeats answered, %,d errors"
                    .formatted(name, second, seconds, tally.alive(), tally.heartbeats(), tally.errorCount()));
        }
        eraseLine();
    }

    private static boolean finished(CompletableFuture<Void> work, Duration wait) throws InterruptedException {
        try {
            work.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the swarm failed", e.getCause());
        }
    }

    private void show(int second, String text) {
        if (terminal) {
            out.print("\r" + String.format(Locale.ROOT, "%-" + Math.max(1, lineWidth) + "s", text));
            out.flush();
            lineWidth = text.length();
        } else if (second % SECONDS_BETWEEN_LINES == 0) {
            out.println(text);
        }
    }

    private void eraseLine() {
        if (lineWidth > 0) {
            out.print("\r" + " ".repeat(lineWidth) + "\r");
            lineWidth = 0;
        }
    }
}
