package dev.redstart.channels.conformance;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Programs of {@code src/test/node}, and what the machine must have to run them. */
final class NodeProgram {
    private static final int PATIENCE_SECONDS = 90;

    private NodeProgram() {}

    /** Runs it to its end, which must be a good one. @return what it printed */
    static String run(String program, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(onPath("node").toString(), module().resolve("src/test/node").resolve(program).toString()));
        command.addAll(List.of(arguments));
        var node = new ProcessBuilder(command);
        node.environment().put("NODE_PATH", npmModules().toString());
        var out = Files.createTempFile("node", ".txt");
        var running = node.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try {
            assertThat(running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(program + " ends").isTrue();
            var said = Files.readString(out).strip();
            assertThat(running.exitValue()).as(said).isZero();
            return said;
        } finally {
            running.destroyForcibly();
            Files.delete(out);
        }
    }

    static Path module() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    }

    static Path npmModules() {
        var modules = module().resolve("target/npm/node_modules");
        check(Files.isDirectory(modules),
                "the npm packages of channels, which the build installs where Node 20 or newer is");
        return modules;
    }

    static Path onPath(String... programs) {
        var folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
        var found = Stream.of(programs).flatMap(program -> Stream.of(folders).map(folder -> Path.of(folder, program)))
                .filter(Files::isExecutable).findFirst();
        check(found.isPresent(), String.join(" or ", programs));
        return found.orElseThrow();
    }

    /** Where something is missing the test is skipped, but in CI it fails: there nobody reads what was skipped. */
    private static void check(boolean there, String what) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("this test needs " + what).isTrue();
        }
        assumeTrue(there, "this test needs " + what);
    }
}
