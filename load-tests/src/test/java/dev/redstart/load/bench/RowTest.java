package dev.redstart.load.bench;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What people are shown. */
class RowTest {
    private static final Health GOOD = new Health(0, 0, "", 0.25, 1.5);
    private static final Health BAD = new Health(3, 1, "it broke", 0.75, 1.5);
    private static final Measurement PING_PONG = Measurement.all(new Timing(1, 1), List.of()).stream()
            .filter(measurement -> measurement.name().equals("ping-pong")).findFirst().orElseThrow();

    @Test
    void aRowHasMedianAndRangeOfEachFigure() {
        var row = Row.of(PING_PONG, Contestant.PEKKO,
                List.of(sample(1_000_000, 900, GOOD), sample(3_000_000, 20_000, GOOD), sample(2_500, 1_100, GOOD)));
        assertThat(row.line("ping-pong"))
                .matches("ping-pong +Pekko typed +1.00 M \\(2.50 k–3.00 M\\) +1100 ns \\(900 ns–20.0 µs\\) +0.25");
        assertThat(row.good()).isTrue();
    }

    @Test
    void headerAndLineAreInTheSameColumns() {
        var line = Row.of(PING_PONG, Contestant.REDSTART, List.of(sample(1, 1, GOOD))).line("");
        assertThat(Row.header(PING_PONG.columns())).hasSameSizeAs(line).endsWith("others").contains("per second",
                "CPU each");
    }

    @Test
    void oneBadForkMakesTheRowBad() {
        var row = Row.of(PING_PONG, Contestant.REDSTART, List.of(sample(1, 1, GOOD), sample(1, 1, BAD)));
        assertThat(row.good()).isFalse();
        assertThat(row.othersCores()).isEqualTo(0.75);
        assertThat(row.line("ping-pong")).endsWith("LOST 3, FAILED 1 it broke");
    }

    private static Sample sample(double perSecond, double cpuNanos, Health health) {
        return new Sample(Map.of(Column.PER_SECOND, perSecond, Column.CPU_NANOS, cpuNanos), health);
    }
}
