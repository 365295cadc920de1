package dev.redstart.load.swarm;

import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.redstart.load.fake.FakeServer;
import dev.redstart.load.fake.FakeServer.Manners;
import dev.redstart.load.run.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands as they are typed, with sizes for a test. */
class ModeCommandsTest {
    private static final String[] SMALL = {"--conns", "5", "--warm-up", "0.1", "--measure", "0.5", "--settle", "0.1"};

    static Stream<Callable<Integer>> commands() {
        return Stream.of(new RttCommand(), new FanOutCommand(), new ConnectCommand(), new ChurnCommand());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void endsWith0WhenNothingWentWrong(Callable<Integer> command) {
        assertThat(run(command, Manners.GOOD)).isZero();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void endsWith1WhenAnythingDid(Callable<Integer> command) {
        assertThat(run(command, Manners.REFUSES_JOIN)).isOne();
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThat(Program.commandLine(new FanOutCommand()).execute("--await", "nobody")).isEqualTo(2);
        assertThat(Program.commandLine(new RttCommand()).execute("--conns", "0")).isOne();
    }

    private static int run(Callable<Integer> command, Manners manners) {
        try (var server = new FakeServer(0, _ -> manners)) {
            var options = Stream.concat(Stream.of(SMALL), Stream.of("--url", server.url().toString()));
            return Program.commandLine(command).execute(options.toArray(String[]::new));
        }
    }
}
