package dev.redstart.load.bench;

import java.util.concurrent.Callable;

import dev.redstart.load.run.Program;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands as they are typed, with sizes for a test. */
class CommandsTest {
    private static final String SMALL = "-Xms64m -Xmx256m";

    @Test
    void processes() {
        assertThat(
                run(new ProcessesCommand(), "--only", "ping-pong,idle", "--forks", "1", "--warm-up", "20", "--measure",
                        "50", "--idle", "1000", "--contestants", "redstart,fresh-threads", "--java-opts", SMALL))
                .isZero();
    }

    @Test
    void blocking() {
        assertThat(
                run(new BlockingCommand(), "--load", "50:2:500", "--forks", "1", "--warm-up", "20", "--measure", "100",
                        "--java-opts", SMALL))
                .isZero();
    }

    @Test
    void starvation() {
        assertThat(run(new StarvationCommand(), "--hogs", "2,4:5", "--contestants", "redstart", "--warm-up", "20",
                "--phase", "100", "--java-opts", SMALL)).isZero();
    }

    @Test
    void presence() {
        assertThat(run(new PresenceCommand(), "--rounds", "5", "--members", "0,3,1")).isZero();
    }

    @Test
    void aForkThatFailsMakesTheCommandFail() {
        assertThat(run(new ProcessesCommand(), "--only", "ping-pong", "--forks", "1", "--contestants", "redstart",
                "--java-opts", "-XX:+NoSuchOption")).isOne();
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThat(run(new ProcessesCommand(), "--only", "nothing")).isOne();
        assertThat(run(new ProcessesCommand(), "--contestants", "nobody")).isEqualTo(2);
        assertThat(run(new StarvationCommand(), "--hogs", "1:2:3")).isEqualTo(2);
    }

    private static int run(Callable<Integer> command, String... arguments) {
        return Program.commandLine(command).execute(arguments);
    }
}
