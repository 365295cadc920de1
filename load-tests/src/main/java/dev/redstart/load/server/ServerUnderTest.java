package dev.redstart.load.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A server that listens and can be loaded: either {@link #start started} here, and then {@link #close()} stops it, or
 * {@link #attached already running}, and then close leaves it alone.
 * <p>
 * Threading: for one thread; close may be called twice.
 */
public final class ServerUnderTest implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final int LOG_LINES_SHOWN = 20;

    private final URI url;
    private final OptionalLong pid;
    private final @Nullable Process process;

    private ServerUnderTest(URI url, OptionalLong pid, @Nullable Process process) {
        this.url = url;
        this.pid = pid;
        this.process = process;
    }

    /**
     * How to start a server.
     *
     * @param shell      one bash command; it should replace itself by the server ({@code java …}, or a script that execs it)
     * @param url        where it will listen
     * @param javaOpts   what it finds in the environment as {@code JAVA_OPTS}
     * @param log        where its output goes
     * @param readyLimit for how long it may take until it accepts connections
     */
    public record Launch(String shell, URI url, String javaOpts, Path log, Duration readyLimit) {}

    /** A server somebody else started; without a pid it can be loaded but not measured. */
    public static ServerUnderTest attached(URI url, OptionalLong pid) {
        return new ServerUnderTest(url, pid, null);
    }

    /** Starts a server and waits until its port accepts connections. */
    public static ServerUnderTest start(Launch launch) throws IOException, InterruptedException {
        if (accepts(launch.url())) {
            throw new IllegalStateException(
                    "the port of the server under test must be free, something answers at " + launch.url());
        }
        var process = spawn(launch);
        try {
            awaitReady(process, launch);
            return new ServerUnderTest(launch.url(), OptionalLong.of(serverOf(process).pid()), process);
        } catch (IOException | InterruptedException | RuntimeException e) {
            stop(process);
            throw e;
        }
    }

    public URI url() {
        return url;
    }

    /** The pid of the server, if it is known. */
    public OptionalLong pid() {
        return pid;
    }

    /** The means to measure it, if its pid is known. */
    public Optional<ServerProbe> probe() {
        return pid.isPresent() ? Optional.of(new ServerProbe(pid.getAsLong())) : Optional.empty();
    }

    /** Ends a server that was started here: SIGTERM, and SIGKILL when it is still there after 15 s. */
    @Override
    public void close() {
        if (process != null) {
            stop(process);
        }
    }

    private static Process spawn(Launch launch) throws IOException {
        // exec: the pid we know is then the JVM's, not that of a shell around it
        var builder = new ProcessBuilder("bash", "-c", "exec " + launch.shell())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(launch.log().toFile());
        builder.environment().put("JAVA_OPTS", launch.javaOpts());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private static void awaitReady(Process process, Launch launch) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + launch.readyLimit().toNanos();
        while (!accepts(launch.url())) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the server under test ended with " + process.exitValue()
                        + " before it accepted connections: " + launch.shell() + lastLines(launch.log()));
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the server under test must accept connections within "
                        + launch.readyLimit().toSeconds() + " s: " + launch.shell() + lastLines(launch.log()));
            }
        }
    }

    private static boolean accepts(URI url) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 1_000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** The one JVM of the started process and those below it, where the command did not exec; without a JVM, the started process. */
    private static ProcessHandle serverOf(Process process) {
        var jvms = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(handle -> handle.info().command().filter(path -> path.endsWith("/java")).isPresent())
                .toList();
        if (jvms.size() > 1) {
            throw new IllegalStateException("the server command must start at most one JVM, started " + jvms);
        }
        return jvms.isEmpty() ? process.toHandle() : jvms.getFirst();
    }

    private static void stop(Process process) {
        var handles = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        handles.forEach(ProcessHandle::destroy);
        for (var handle : handles) {
            try {
                handle.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                handle.destroyForcibly();
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException _) {
                handle.destroyForcibly();
            }
        }
    }

    private static String lastLines(Path log) {
        try {
            var lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            var last = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
            return "\n  the end of " + log + ":\n    " + String.join("\n    ", last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
