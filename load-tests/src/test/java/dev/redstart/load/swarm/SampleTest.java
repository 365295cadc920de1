package dev.redstart.load.swarm;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SampleTest {
    @Test
    void samplesOfProcessesAreOne() {
        var first = new Tally();
        first.joined(1_000_000);
        first.done(5_000_000);
        first.failed(Fault.PING_REFUSED, "here");
        var second = new Tally();
        second.joined(3_000_000);
        second.done(7_000_000);
        second.done(7_000_000);
        second.failed(Fault.PING_REFUSED, "there");
        second.failed(Fault.CHANNEL_ERROR, "there");
        second.pushed();
        var sum = Sample.sum(List.of(Sample.of(first), Sample.of(second)));
        assertThat(sum.joined()).isEqualTo(2);
        assertThat(sum.pushes()).isEqualTo(1);
        assertThat(sum.joinMicros().getTotalCount()).isEqualTo(2);
        assertThat(sum.doneMicros().getTotalCount()).isEqualTo(3);
        assertThat(sum.doneMicros().getMaxValue()).isBetween(7_000L, 7_007L);
        assertThat(sum.errors()).containsExactly(new Tally.Failure("ping_refused", 2, "here"),
                new Tally.Failure("channel_error", 1, "there"));
    }

    @Test
    void operationsAreTakenOnce() {
        var tally = new Tally();
        tally.done(1_000);
        assertThat(Sample.of(tally).doneMicros().getTotalCount()).isEqualTo(1);
        assertThat(Sample.of(tally).doneMicros().getTotalCount()).isZero();
    }
}
