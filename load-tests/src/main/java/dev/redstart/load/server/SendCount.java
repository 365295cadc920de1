package dev.redstart.load.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Counts the system calls by which a server sends, whichever they are, by {@code strace -c -f}. The server is several times slower meanwhile,
 * so that more may wait and leave together, and strace is a moment late and leaves a moment early: a few percent are missing. The calls that wake a selector are among them.
 */
final class SendCount {
    private static final Set<String> SENDS = Set.of("write", "writev", "sendto", "sendmsg", "sendmmsg");

    private SendCount() {}

    /** Counts for {@code time}. {@return calls} */
    static long of(long pid, Duration time) throws IOException, InterruptedException {
        var table = Files.createTempFile("strace-", ".txt");
        try {
            // INT, upon which strace lets go and writes; its own end would be the end of what it traces otherwise
            var process = new ProcessBuilder("timeout", "-s", "INT", Double.toString(time.toMillis() / 1000.0),
                    "strace", "-c", "-f", "-p", Long.toString(pid), "-e", "trace=" + String.join(",", SENDS), "-o",
                    table.toString()).redirectErrorStream(true).redirectOutput(new File("/dev/null")).start();
            if (!process.waitFor(time.toMillis() + 30_000, TimeUnit.MILLISECONDS)) {
                process.destroy();
            }
            return parse(Files.readString(table));
        } finally {
            Files.delete(table);
        }
    }

    /** The sum of the column "calls" of strace's table; the column "errors" before the name may be empty. */
    static long parse(String table) {
        return table.lines().map(line -> line.strip().split(" +", -1))
                .filter(fields -> fields.length >= 5 && SENDS.contains(fields[fields.length - 1]))
                .mapToLong(fields -> Long.parseLong(fields[3])).sum();
    }
}
