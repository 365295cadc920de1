package dev.redstart.load.swarm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import tools.jackson.databind.json.JsonMapper;

/**
 * A part of the swarm in a JVM of its own ({@link Worker}): one process may open no more files than {@code ulimit -n} says. Orders go to its
 * standard input, a line each; each is answered by one line, in order, and in between come lines that say what has arrived.
 * <p>
 * Threading: a virtual thread reads what the worker says, and completes the futures.
 */
final class RemoteSquad implements Squad {
    static final JsonMapper JSON = JsonMapper.builder().build();
    /** Joined by the slot's number. */
    static final String ARRIVED = "arrived ";

    private final Process process;
    private final Writer orders;
    private final Queue<CompletableFuture<String>> awaited = new ConcurrentLinkedQueue<>();
    private volatile IntConsumer arrived = _ -> {};

    RemoteSquad(Plan plan) {
        try {
            process = new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            orders = process.outputWriter();
            Thread.ofVirtual().name("squad").start(() -> listen(process.inputReader()));
            order(JSON.writeValueAsString(plan)).join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletableFuture<Void> open(int from, int to) {
        return order("open " + from + " " + to).thenApply(_ -> null);
    }

    @Override
    public CompletableFuture<Void> leave() {
        return order("leave").thenApply(_ -> null);
    }

    @Override
    public CompletableFuture<Void> begin(Assignment assignment, IntConsumer whatArrived) {
        arrived = whatArrived;
        return order("begin " + assignment.getClass().getName() + " " + JSON.writeValueAsString(assignment))
                .thenApply(_ -> null);
    }

    @Override
    public void send(int slot) {
        write("send " + slot);
    }

    @Override
    public CompletableFuture<Sample> take() {
        return order("take").thenApply(line -> JSON.readValue(line, Sample.class));
    }

    /** The end of its orders is the worker's end; one that hangs is ended. */
    @Override
    public void close() {
        try {
            orders.close();
            if (!process.waitFor(Worker.CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException _) {
            process.destroyForcibly();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<String> order(String line) {
        var answer = new CompletableFuture<String>();
        synchronized (orders) {
            awaited.add(answer);
            write(line);
        }
        return answer;
    }

    private void write(String line) {
        synchronized (orders) {
            try {
                orders.write(line + "\n");
                orders.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("a process of the swarm has ended before it was to", e);
            }
        }
    }

    private void listen(BufferedReader said) {
        said.lines().forEach(line -> {
            if (line.startsWith(ARRIVED)) {
                arrived.accept(Integer.parseInt(line.substring(ARRIVED.length())));
            } else {
                awaited.remove().complete(line);
            }
        });
        var ended = new IllegalStateException(
                "a process of the swarm has ended before it was to, see its errors above");
        awaited.forEach(answer -> answer.completeExceptionally(ended));
    }

    private static List<String> command() {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx512m", "-cp",
                System.getProperty("java.class.path"), Worker.class.getName()));
        return command;
    }
}
