package dev.redstart.load.bench;

import java.nio.file.Files;
import java.nio.file.Path;

import tools.jackson.databind.json.JsonMapper;

/** The main class of a JVM that does one {@link Job}: its class, the job, and the file that its result is to be written to. */
final class Fork {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private Fork() {}

    static void main(String[] args) throws Exception {
        var type = Class.forName(args[0]).asSubclass(Job.class);
        try {
            Files.writeString(Path.of(args[2]), JSON.writeValueAsString(JSON.readValue(args[1], type).run()));
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0); // whatever still runs here is no longer of interest
    }
}
