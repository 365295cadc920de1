package dev.redstart.load.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * On what a figure was measured.
 *
 * @param cpu    the processor's name
 * @param cores  processors that the client and a server on the same machine share
 * @param memory bytes of RAM
 * @param kernel operating system and its version
 * @param java   version of the JVM that runs the client
 */
public record Machine(String cpu, int cores, long memory, String kernel, String java) {
    /** This machine. */
    public static Machine here() {
        return new Machine(value("/proc/cpuinfo", "model name"), Runtime.getRuntime().availableProcessors(),
                Long.parseLong(value("/proc/meminfo", "MemTotal").replace(" kB", "")) * 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.runtime.version"));
    }

    /** One line for people. */
    public String line() {
        return "%d cores of %s, %d GiB, %s, Java %s".formatted(cores, cpu, Math.round(memory / 1073741824.0), kernel,
                java);
    }

    private static String value(String file, String key) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key)).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
