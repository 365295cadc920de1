package dev.redstart.load.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs jobs, each in a JVM of its own: what one has compiled, and what it has on its heap, is not the next one's. One at a time.
 *
 * <p>Threading: for one thread; interrupted, it ends the JVM that runs.
 */
final class Forks {
    /** As the server is started, and the same heap for all. Pekko and Gatling's Scala touch what JDK 25 warns of. */
    private static final List<String> USUAL = List.of("-XX:+UseCompactObjectHeaders", "-XX:+UseParallelGC", "-Xms2g",
            "-Xmx2g", "--sun-misc-unsafe-memory-access=allow");
    private static final int LOG_LINES_SHOWN = 10;

    /** A JVM that has not done its job. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    private final Path log;
    private final List<String> javaOptions;
    private final List<String> failures = new ArrayList<>();

    /**
     * @param log what the JVMs say, one after the other
     * @param javaOptions of every JVM, behind the usual ones and before those of the job
     */
    Forks(Path log, List<String> javaOptions) {
        this.log = log;
        this.javaOptions = javaOptions;
    }

    /** Does {@code job}; a failure is told and kept, and is no reason not to do the others. {@return the result, unless it failed} */
    <R> Optional<R> attempt(Job<R> job) throws IOException, InterruptedException {
        try {
            return Optional.of(run(job));
        } catch (Failed e) {
            var why = String.valueOf(e.getMessage());
            System.out.println("failed: " + why);
            failures.add(why);
            return Optional.empty();
        }
    }

    /** Of all attempts so far. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Does {@code job} and waits for it. */
    <R> R run(Job<R> job) throws IOException, InterruptedException, Failed {
        var result = Files.createTempFile("fork-", ".json");
        try {
            int exitCode = awaitEnd(start(job, result), job);
            if (exitCode != 0) {
                throw new Failed(job + " must end with 0, ended with " + exitCode + lastLines());
            }
            return Fork.JSON.readValue(Files.readString(result), job.resultType());
        } finally {
            Files.delete(result);
        }
    }

    private Process start(Job<?> job, Path result) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(USUAL);
        command.addAll(javaOptions);
        command.addAll(job.javaOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fork.class.getName(),
                job.getClass().getName(), Fork.JSON.writeValueAsString(job), result.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    private static int awaitEnd(Process process, Job<?> job) throws InterruptedException, Failed {
        try {
            if (!process.waitFor(job.limit().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Failed(job + " must end within " + job.limit().toSeconds() + " s, did not");
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String lastLines() throws IOException {
        var lines = Files.readAllLines(log);
        return ": " + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    }
}
