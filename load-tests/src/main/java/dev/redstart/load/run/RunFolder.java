package dev.redstart.load.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder {@code load-tests} of the repository and the files of one run in it, all named
 * {@code target/results/NAME-TIMESTAMP.KIND}.
 *
 * @param path    the folder {@code load-tests}, absolute
 * @param started when the run began: the timestamp of its files, in UTC
 */
public record RunFolder(Path path, Instant started) {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss")
            .withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public RunFolder {
        path = path.toAbsolutePath().normalize();
    }

    /** The folder that {@code load-tests/run} names in the system property {@code load.home}; else the working directory. */
    public static RunFolder ofThisRun() {
        return new RunFolder(Path.of(System.getProperty("load.home", ".")), Instant.now());
    }

    /** The root of the repository. */
    public Path repository() {
        return path.resolve("..").normalize();
    }

    /** The path of a file of this run; its folder exists when this returns. */
    public Path result(String scenario, String kind) throws IOException {
        var folder = Files.createDirectories(path.resolve("target/results"));
        return folder.resolve(scenario + "-" + TIMESTAMP.format(started) + "." + kind);
    }

    /** A new empty folder for what the server under test stores; it lies in {@code target} and goes with the next clean. */
    public Path newDataFolder() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(path.resolve("target/data")), "server-");
    }

    /** Writes a result, a record of figures, as JSON. */
    public Path write(String scenario, Object result) throws IOException {
        var file = result(scenario, "json");
        Files.writeString(file, JSON.writeValueAsString(result));
        return file;
    }
}
