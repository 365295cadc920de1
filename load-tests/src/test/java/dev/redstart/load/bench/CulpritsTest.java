package dev.redstart.load.bench;

import java.util.Optional;

import dev.redstart.telemetry.Telemetry;
import dev.redstart.telemetry.TelemetryEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CulpritsTest {
    private record Event(String name) implements TelemetryEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String describe() {
            return "of " + name;
        }
    }

    @Test
    void hearsWhatTheSchedulerSaysAndNothingElse() {
        var telemetry = new Telemetry();
        try (var culprits = new Culprits(Optional.of(telemetry))) {
            telemetry.emit(new Event(Culprits.EVENTS + "hog"));
            telemetry.emit(new Event("redstart.process.crashed"));
            assertThat(culprits.named()).singleElement().satisfies(named -> {
                assertThat(named.event()).isEqualTo(Culprits.EVENTS + "hog");
                assertThat(named.text()).isEqualTo("of " + Culprits.EVENTS + "hog");
                assertThat(named.millis()).isNotNegative();
            });
        }
    }

    @Test
    void hearsNothingAnyMoreOnceClosed() {
        var telemetry = new Telemetry();
        var culprits = new Culprits(Optional.of(telemetry));
        culprits.close();
        telemetry.emit(new Event(Culprits.EVENTS + "hog"));
        assertThat(culprits.named()).isEmpty();
    }

    @Test
    void aRuntimeThatTellsNothingNamesNobody() {
        try (var culprits = new Culprits(Optional.empty())) {
            assertThat(culprits.named()).isEmpty();
        }
    }
}
