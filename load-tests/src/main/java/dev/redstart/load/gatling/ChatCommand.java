package dev.redstart.load.gatling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.redstart.load.run.Machine;
import dev.redstart.load.run.RunFolder;
import dev.redstart.load.server.ServerOptions;
import dev.redstart.load.server.ServerProbe;
import dev.redstart.load.server.ServerUnderTest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The command {@code chat}: runs the simulation ChatSimulation in a JVM of its own, as a user would, and takes its
 * figures from what it prints. Filled by picocli, then run once.
 */
@Command(name = "chat", sortOptions = false, description = "Gatling users that connect, join a room, chat, send a heartbeat and leave")
public final class ChatCommand implements Callable<Integer> {
    private static final String SIMULATION = "dev.redstart.load.gatling.ChatSimulation";

    @Option(names = "--users", paramLabel = "N", defaultValue = "500", description = "users in all; ${DEFAULT-VALUE} by default")
    private int users;

    @Option(names = "--ramp", paramLabel = "SECONDS", defaultValue = "10", description = "time over which they come; ${DEFAULT-VALUE} by default")
    private int rampSeconds;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "5", description = "what each of them says; ${DEFAULT-VALUE} by default")
    private int messages;

    @Option(names = "--per-room", paramLabel = "K", defaultValue = "10", description = "users in a room; ${DEFAULT-VALUE} by default")
    private int perRoom;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    /**
     * What a run of the simulation has found.
     *
     * @param exitCode   Gatling's: 0 when every assertion held
     * @param cpuMillis  user and system time of the server during the run; empty when it was not measured
     * @param figures   by request and by kind, from Gatling's summary
     */
    record Result(Machine machine, Optional<String> server, int users, int rampSeconds, int messages, int perRoom,
            int exitCode,
            Optional<Long> cpuMillis, Map<String, GatlingFigures.Row> figures) {}

    /** {@return 0 when every assertion of the simulation held, else 1} */
    @Override
    public Integer call() throws Exception {
        var folder = RunFolder.ofThisRun();
        try (var underTest = server.open("chat", folder)) {
            var probe = underTest.probe();
            var cpuBefore = probe.map(ServerProbe::cpuTime);
            var figures = new GatlingFigures();
            int exitCode = simulate(underTest, folder, figures);
            var cpu = cpuBefore.map(before -> probe.orElseThrow().cpuTime().minus(before));
            var result = new Result(Machine.here(), probe.map(ServerProbe::commandLine), users, rampSeconds, messages,
                    perRoom,
                    exitCode, cpu.map(Duration::toMillis), figures.rows());
            cpu.ifPresent(time -> System.out.println("server CPU during the run: " + time.toMillis() + " ms"));
            System.out.println("written to " + folder.write("chat", result));
            return exitCode == 0 ? 0 : 1;
        }
    }

    /** Runs Gatling, shows what it says and keeps the figures in it. */
    private int simulate(ServerUnderTest underTest, RunFolder folder, GatlingFigures figures)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder(command(underTest, folder)).redirectErrorStream(true).start();
        var reader = Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(line -> {
            System.out.println(line);
            figures.read(line);
        }));
        try {
            int exitCode = process.waitFor();
            reader.join();
            return exitCode;
        } catch (InterruptedException e) {
            process.destroy();
            throw e;
        }
    }

    private List<String> command(ServerUnderTest underTest, RunFolder folder) throws IOException {
        var target = folder.path().resolve("target");
        var classPath = String.join(":", target.resolve("test-classes").toString(),
                target.resolve("classes").toString(),
                Files.readString(target.resolve("gatling.classpath")).strip());
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m", "-XX:+UseCompactObjectHeaders", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Djava.util.prefs.userRoot=" + target,
                "-Durl=" + underTest.url(), "-Dusers=" + users, "-Drampseconds=" + rampSeconds,
                "-Dmessages=" + messages,
                "-Dperroom=" + perRoom,
                "-cp", classPath, "io.gatling.app.Gatling", "-s", SIMULATION, "-rf",
                folder.result("chat", "gatling").toString());
    }
}
