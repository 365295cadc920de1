package dev.redstart.load.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Measures a server from outside, by its pid: nothing runs in the server that its user would not run. Linux only; the
 * process must belong to the same user. Any thread.
 */
public final class ServerProbe {
    private final long pid;

    public ServerProbe(long pid) {
        if (!Files.isDirectory(Path.of("/proc", Long.toString(pid)))) {
            throw new IllegalArgumentException("the server's pid must be a running process, was " + pid);
        }
        this.pid = pid;
    }

    /** User and system time that the process has used since its start. */
    public Duration cpuTime() {
        return ProcFile.cpuTime(read("stat"));
    }

    /** Memory of the process that is in RAM now, in bytes: heap (garbage included), code, stacks, buffers. */
    public long residentBytes() {
        return ProcFile.residentBytes(read("status"));
    }

    /**
     * How often the process has called write(2) or writev(2) since its start, which is how the JDK, libuv and Go send to a socket; Netty's
     * native transports do not, see {@link SendCount}. Too high rather than too low: the calls that wake a selector are among them.
     */
    public long writeCalls() {
        return ProcFile.writeCalls(read("io"));
    }

    /** Counts the calls that send for {@code time}, by whatever call; see {@link SendCount}. */
    public long sends(Duration time) throws InterruptedException {
        try {
            return SendCount.of(pid, time);
        } catch (IOException e) {
            throw new UncheckedIOException("strace must be installed to count sends", e);
        }
    }

    /** Whether its heap can be asked for. */
    public boolean isJvm() {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "exe")).endsWith("java");
        } catch (IOException e) {
            throw new UncheckedIOException("the server under test (pid " + pid + ") has ended", e);
        }
    }

    /** With what it was started: a figure without its flags says nothing. */
    public String commandLine() {
        return ProcFile.commandLine(read("cmdline"));
    }

    /** Forces a full collection, which stops the server for that long, and tells what is left on its heap. It must be a JVM. */
    public ClassHistogram liveHeap() throws InterruptedException {
        return ClassHistogram.parse(jcmd("GC.class_histogram"));
    }

    private String jcmd(String command) throws InterruptedException {
        try {
            // to a file, not a pipe: the server stands still while it writes, and who is to empty a pipe may stand still with it
            var output = Files.createTempFile("jcmd-", ".txt");
            try {
                return jcmd(command, output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String jcmd(String command, Path output) throws IOException, InterruptedException {
        var process = new ProcessBuilder(jcmdPath().toString(), Long.toString(pid), command)
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int exitCode = process.waitFor();
        var said = Files.readString(output);
        if (exitCode != 0) {
            throw new IllegalStateException(
                    "jcmd " + pid + " " + command + " must end with 0, ended with " + exitCode + ": " + said);
        }
        return said;
    }

    private static Path jcmdPath() {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            throw new IllegalStateException("the load tests must run on a JDK (a JRE has no jcmd): no " + jcmd);
        }
        return jcmd;
    }

    private String read(String name) {
        var file = Path.of("/proc", Long.toString(pid), name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the server under test (pid " + pid + ") has ended: no " + file, e);
        }
    }
}
