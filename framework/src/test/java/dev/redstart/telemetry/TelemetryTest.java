package dev.redstart.telemetry;

import java.util.ArrayList;

import dev.redstart.telemetry.TelemetryEvent.Severity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TelemetryTest {
    private record Happened(String text) implements TelemetryEvent {
        @Override
        public String name() {
            return "test.happened";
        }

        @Override
        public Severity severity() {
            return Severity.INFO;
        }

        @Override
        public String describe() {
            return text;
        }
    }

    private final Telemetry telemetry = new Telemetry();

    @Test
    void everyListenerHearsAnEventAlsoBehindABrokenOne() throws Exception {
        var heard = new ArrayList<TelemetryEvent>();
        telemetry.listen(_ -> {
            throw new LinkageError("broken");
        });
        var listening = telemetry.listen(heard::add);
        telemetry.emit(new Happened("one"));
        listening.close();
        telemetry.emit(new Happened("two"));

        assertThat(heard).containsExactly(new Happened("one"));
        assertThat(telemetry.counter("test.happened").count()).isEqualTo(2);
    }

    @Test
    void routineReachesOnlyThoseWhoWantItAndIsNotCounted() throws Exception {
        var heard = new ArrayList<TelemetryEvent>();
        telemetry.listen(_ -> {
            throw new AssertionError("did not ask for routine");
        });
        telemetry.listen(heard::add, _ -> {
            throw new LinkageError("broken");
        });
        assertThat(telemetry.isRoutineWanted(Severity.INFO)).isFalse();
        var listening = telemetry.listen(heard::add, severity -> severity == Severity.INFO);
        assertThat(telemetry.isRoutineWanted(Severity.INFO)).isTrue();
        assertThat(telemetry.isRoutineWanted(Severity.DEBUG)).isFalse();
        telemetry.routine(new Happened("one"));
        listening.close();
        telemetry.routine(new Happened("two"));

        assertThat(heard).containsExactly(new Happened("one"));
        assertThat(telemetry.meters()).isEmpty();
    }

    @Test
    void aMeterIsOneOfItsNameAndLabels() {
        var in = telemetry.counter("messages", "direction", "in");
        assertThat(telemetry.counter("messages", "direction", "in")).isSameAs(in);
        assertThat(telemetry.counter("messages", "direction", "out")).isNotSameAs(in);
        assertThatThrownBy(() -> telemetry.gauge("messages", () -> 1, "direction", "in"))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("is a counter already");
        assertThatThrownBy(() -> telemetry.counter("messages", "direction"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("must come in pairs, got 1");
    }

    @Test
    void micrometerShowsMetersFromBeforeAndAfterTheBinding() {
        var registry = new SimpleMeterRegistry();
        telemetry.counter("before").add(3);
        MicrometerBinder.bind(telemetry, registry);
        telemetry.counter("after", "kind", "x").increment();
        telemetry.gauge("now", () -> 7);

        assertThat(registry.get("before").functionCounter().count()).isEqualTo(3);
        assertThat(registry.get("after").tag("kind", "x").functionCounter().count()).isEqualTo(1);
        assertThat(registry.get("now").gauge().value()).isEqualTo(7);
    }
}
