package dev.redstart.load.bench;

import java.util.List;

import dev.redstart.load.bench.Culprits.Named;
import dev.redstart.load.bench.StarvationJob.Parallelism;
import dev.redstart.load.bench.StarvationJob.Stretch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StarvationRowTest {
    private static final Latencies SOON = new Latencies(5_000, 120, 4_000, 5_000, 6_000);
    private static final Stretch GOOD = new Stretch(5_000, 5_000, SOON);
    private static final Health HEALTH = new Health(0, 0, "", 0.1, 1);

    @Test
    void showsEachPhaseAndWhoWasNamed() {
        var row = row(GOOD, new Parallelism(2, 4, 2, 700),
                List.of(new Named(800, "redstart.scheduler.handler.computes", "it is <1>")));
        assertThat(row.lines().lines()).satisfiesExactly(
                line -> assertThat(line).matches("Redstart +before +5,000 +5,000 +0.120 / 4.0 / 6.0"),
                line -> assertThat(line).matches(" +during +5,000 +5,000 +0.120 / 4.0 / 6.0"),
                line -> assertThat(line).matches(" +after +5,000 +5,000 +0.120 / 4.0 / 6.0"),
                line -> assertThat(line).contains("parallelism 2 before, 4 at most, 2 after (back after 700 ms)",
                        "none lost"),
                line -> assertThat(line).isEqualTo("  after 800 ms redstart.scheduler.handler.computes: it is <1>"));
    }

    @Test
    void whoIsAnsweredOnlyWhenTheHogsAreGoneWasNeverAnswered() {
        var starved = new Stretch(5_000, 49, SOON);
        var row = row(starved, new Parallelism(2, 2, 2, 0), List.of());
        assertThat(row.lines()).contains("never answered while it lasted", "never changed", "nobody was named");
    }

    @Test
    void aParallelismThatStaysIsSaid() {
        assertThat(row(GOOD, new Parallelism(2, 9, 9, -1), List.of()).lines()).contains("9 after (not back)");
    }

    private static StarvationRow row(Stretch during, Parallelism parallelism, List<Named> named) {
        return new StarvationRow(Contestant.REDSTART, new Hogs(2, 0),
                new StarvationJob.Result(GOOD, during, GOOD, parallelism, named, HEALTH));
    }
}
