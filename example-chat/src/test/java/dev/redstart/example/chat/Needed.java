package dev.redstart.example.chat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What some tests need on the machine. Where it is missing they are skipped, but in CI they fail: there nobody reads what was skipped. */
final class Needed {
    private Needed() {}

    static Path chromium() {
        return firstOf("Chromium (Debian: package chromium)", "chromium", "chromium-browser", "google-chrome");
    }

    static Path node() {
        return firstOf("Node 20 or newer (Debian: package nodejs)", "node");
    }

    /** What the build takes from npm; see {@code src/build/NpmPackages.java}. */
    static Path npmModules() {
        var modules = module().resolve("target/npm/node_modules");
        check(Files.isDirectory(modules),
                "the npm packages of the chat, which the build installs where Node 20 or newer"
                        + " and npm are there (Debian: packages nodejs and npm)");
        return modules;
    }

    /** The folder of example-chat: Maven's and an IDE's working directories differ. */
    static Path module() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    }

    private static Path firstOf(String what, String... programs) {
        var found = Stream.of(programs).flatMap(Needed::onPath).findFirst();
        check(found.isPresent(), what);
        return found.orElseThrow();
    }

    private static Stream<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).map(Path::of)
                .map(folder -> folder.resolve(program)).filter(Files::isExecutable);
    }

    private static void check(boolean there, String what) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("this test needs " + what).isTrue();
        }
        assumeTrue(there, "this test needs " + what);
    }
}
