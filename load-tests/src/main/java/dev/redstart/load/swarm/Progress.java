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
import java.util.function.Supplier;

/**
 * Waits for the swarm and shows meanwhile how far it is: one line that is written over on a terminal, a line every five
 * seconds elsewhere.
 * <p>
 * Threading: for the thread that runs the mode.
 */
final class Progress {
    private static final int SECONDS_BETWEEN_LINES = 5;

    private final PrintStream out;
    private final boolean terminal;
    private int lineWidth;

    Progress(PrintStream out) {
        this.out = out;
        this.terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /** Says what is being done now. */
    void say(String text) {
        eraseLine();
        out.println(text);
    }

    /** Waits until {@code work} is done; {@code state} says how far it is. */
    void during(String name, CompletableFuture<Void> work, Supplier<String> state) throws InterruptedException {
        for (int second = 1; !finished(work, Duration.ofSeconds(1)); second++) {
            show(second, name + ": " + state.get());
        }
        eraseLine();
    }

    /** Waits for {@code time}; {@code state} says what is seen meanwhile. */
    void pause(String name, Duration time, Supplier<String> state) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (int second = 1; end - System.nanoTime() > 0; second++) {
            TimeUnit.NANOSECONDS.sleep(Math.min(1_000_000_000, end - System.nanoTime()));
            show(second, "%s: %d of %d s%s".formatted(name, second, time.toSeconds(), state.get()));
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
            throw new IllegalStateException("the swarm failed: " + e.getCause(), e.getCause());
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
