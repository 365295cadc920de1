package dev.redstart.load.server;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProcFileTest {
    private static final String AFTER_COMMAND = " S 1 4711 4711 0 -1 4194304 18313 0 3 0 1234 66 5 6 20 0 31 0 8651 4839575552 24573";

    @Test
    void cpuTimeIsUserPlusSystemTimeInTicksOfTenMilliseconds() {
        assertThat(ProcFile.cpuTime("4711 (java)" + AFTER_COMMAND)).isEqualTo(Duration.ofSeconds(13));
    }

    @Test
    void commandMayHoldBlanksAndParentheses() {
        assertThat(ProcFile.cpuTime("4711 (my (odd) 1 2 program)" + AFTER_COMMAND))
                .isEqualTo(Duration.ofSeconds(13));
    }

    @Test
    void anotherTextIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> ProcFile.cpuTime("4711 (java) S 1"))
                .withMessageContaining("utime, stime").withMessageContaining("4711 (java) S 1");
        assertThatIllegalArgumentException().isThrownBy(() -> ProcFile.cpuTime("nothing"));
    }

    @Test
    void residentBytesAreKibibytesTimes1024() {
        var status = "Name:\tjava\nVmPeak:\t 4726148 kB\nVmRSS:\t   98304 kB\nRssAnon:\t   1 kB\n";
        assertThat(ProcFile.residentBytes(status)).isEqualTo(98_304L * 1024);
    }

    @Test
    void anEndedProcessHasNoResidentMemory() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProcFile.residentBytes("Name:\tjava\nState:\tZ (zombie)\n"))
                .withMessageContaining("VmRSS");
    }

    @Test
    void commandLineIsSeparatedByNulls() {
        assertThat(ProcFile.commandLine("java\0-Xmx1g\0-jar\0a.jar\0")).isEqualTo("java -Xmx1g -jar a.jar");
    }
}
