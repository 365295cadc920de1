package dev.redstart.load.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every job, small, in this JVM: it counts something, loses nothing and comes to an end. What it takes is not looked at. */
class JobsTest {
    private static final Timing SHORT = new Timing(20, 100);
    private static final int ROUNDS = 50;

    static Stream<Arguments> measurements() {
        return Measurement.all(SHORT, List.of(2_000)).stream().flatMap(measurement -> Arrays.stream(Contestant.values())
                .map(contestant -> Arguments.of(measurement.name(), contestant, measurement)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("measurements")
    void measuresEveryColumn(String name, Contestant contestant, Measurement measurement) throws Exception {
        var job = measurement.job().apply(contestant);
        var sample = job.run();
        for (int again = 0; again < ROUNDS && !counted(sample); again++) { // it had no core at all
            sample = job.run();
        }
        assertThat(counted(sample)).as("%s", sample).isTrue();
        assertThat(sample.health().trouble()).isEmpty();
        assertThat(sample.figures()).containsOnlyKeys(measurement.columns());
    }

    /** Whether there was anything to measure. Of CPU times and heaps that are subtracted from each other so short a time leaves anything. */
    private static boolean counted(Sample sample) {
        var figures = sample.figures();
        return figures.getOrDefault(Column.PER_SECOND, 1.0) > 0 && figures.getOrDefault(Column.P999, 1.0) > 0
                && figures.getOrDefault(Column.P50, 0.0) <= figures.getOrDefault(Column.P999, 0.0);
    }

    @ParameterizedTest
    @EnumSource
    void blocksAndHandlesEverything(Contestant contestant) throws Exception {
        var job = new BlockingJob(contestant, new Offered(50, 2, 500), new Timing(20, 300));
        var result = job.run();
        for (int again = 0; again < ROUNDS && result.handledPerSecond() == 0; again++) {
            result = job.run();
        }
        assertThat(result.handledPerSecond()).isPositive();
        assertThat(result.health().trouble()).isEmpty();
        assertThat(result.cores()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void hogsComeAndGoAndNoProbeIsLost(Contestant contestant) throws Exception {
        for (var hogs : List.of(new Hogs(2, 0), new Hogs(4, 5))) {
            var result = new StarvationJob(contestant, hogs, new Timing(20, 200)).run();
            assertThat(result.health().trouble()).isEmpty();
            assertThat(List.of(result.before(), result.during(), result.after())).allSatisfy(stretch -> {
                assertThat(stretch.inTime()).isLessThanOrEqualTo(stretch.sent());
                assertThat(stretch.latencies().count()).isGreaterThanOrEqualTo(stretch.sent());
            });
            assertThat(result.parallelism().most()).isGreaterThanOrEqualTo(result.parallelism().before());
        }
    }

    @Test
    void whatAHandlerThrowsIsCounted() throws Exception {
        for (var contestant : Contestant.values()) {
            try (var actors = contestant.open()) {
                tellOne(actors);
                assertThat(Patience.until(() -> actors.failures().count() == 1)).isTrue();
                assertThat(actors.failures().first()).contains("on purpose");
            }
        }
    }

    private static <A> void tellOne(Actors<A> actors) {
        actors.tell(actors.spawn(_ -> {
            throw new IllegalStateException("on purpose");
        }), "now");
    }
}
