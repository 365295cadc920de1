package dev.redstart.load.compare;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.redstart.load.run.Machine;
import dev.redstart.load.swarm.Trials.Figure;
import dev.redstart.load.swarm.Trials.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ComparisonTest {
    @Test
    void showsMediansRatiosAndWhatWasGiven() {
        var table = comparison(List.of(), List.of()).table();
        assertThat(table).containsPattern("median \\(× Redstart\\) +Redstart +Netty +Phoenix, as given\\*");
        assertThat(table).containsPattern("ping and reply, CPU µs +20\\.0 +30\\.0 \\(1\\.50\\) +41–45");
        assertThat(table).containsPattern("live heap per connection, B +- +1,500 +32,000 settled");
        assertThat(table).contains("not measured in this run").doesNotContain("writes each");
    }

    @Test
    void anyErrorOrFailureSpoilsIt() {
        assertThat(comparison(List.of(), List.of()).clean()).isTrue();
        var wrong = comparison(List.of("rtt: 1 ping_refused, first: x"), List.of());
        assertThat(wrong.clean()).isFalse();
        assertThat(wrong.table()).contains("Netty: rtt: 1 ping_refused, first: x");
        var failed = comparison(List.of(), List.of("Go gorilla failed: x"));
        assertThat(failed.clean()).isFalse();
        assertThat(failed.table()).contains("Go gorilla failed: x");
    }

    private static Comparison comparison(List<String> errors, List<String> failures) {
        var outcomes = new EnumMap<Contestant, List<Outcome>>(Contestant.class);
        outcomes.put(Contestant.redstart, List.of(ping(10, List.of()), ping(30, List.of()), ping(20, List.of())));
        outcomes.put(Contestant.netty, List.of(
                new Outcome(Map.of(Figure.PING_CPU, 40.0, Figure.HEAP, 1_500.0), errors), ping(20, List.of())));
        return new Comparison(Instant.EPOCH, new Machine("a processor", 2, 1L << 30, "Linux", "25"), Map.of(),
                outcomes, failures);
    }

    private static Outcome ping(double micros, List<String> errors) {
        return new Outcome(Map.of(Figure.PING_CPU, micros), errors);
    }
}
