package dev.redstart.load.server;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ServerProbeTest {
    private final ServerProbe self = new ServerProbe(ProcessHandle.current().pid());

    @Test
    void readsThisProcess() {
        assertThat(self.cpuTime()).isGreaterThan(Duration.ofMillis(10));
        assertThat(self.residentBytes()).isGreaterThan(10_000_000);
        assertThat(self.commandLine()).contains("java");
    }

    @Test
    void aPidThatDoesNotRunIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerProbe(Integer.MAX_VALUE))
                .withMessage("the server's pid must be a running process, was 2147483647");
    }
}
