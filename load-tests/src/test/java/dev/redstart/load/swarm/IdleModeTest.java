package dev.redstart.load.swarm;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.redstart.load.fake.FakeServer;
import dev.redstart.load.fake.FakeServer.Manners;
import dev.redstart.load.server.ServerProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The whole client against a real socket: each way of a server to misbehave is counted under its name. */
class IdleModeTest {
    private static final int CONNECTIONS = 40;
    private static final int BAD = 17;

    @Test
    void opensJoinsHoldsAndLeavesWithoutAnError() throws InterruptedException {
        try (var server = new FakeServer(0, _ -> Manners.GOOD)) {
            var report = run(server.url(), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(2),
                    Optional.empty());
            assertThat(report.errors()).isEmpty();
            assertThat(report.clean()).isTrue();
            assertThat(report.alive()).isEqualTo(CONNECTIONS);
            assertThat(report.pushes()).isEqualTo(CONNECTIONS);
            assertThat(report.heartbeats()).isGreaterThanOrEqualTo(CONNECTIONS);
            assertThat(report.phases()).extracting(IdleReport.Phase::joins).containsExactly(10L, 30L);
            assertThat(report.phases()).allSatisfy(phase -> assertThat(phase.latency().max()).isPositive());
            assertThat(report.table()).contains("40 alive at the end", "errors: none", "server not measured");
        }
    }

    @Test
    void measuresTheServerByItsPid() throws InterruptedException {
        try (var server = new FakeServer(0, _ -> Manners.GOOD)) {
            var self = new ServerProbe(ProcessHandle.current().pid()); // server and client are one process here
            var report = run(server.url(), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ZERO,
                    Optional.of(self));
            var memory = report.perConnection().orElseThrow();
            assertThat(memory.connections()).isEqualTo(30);
            assertThat(memory.heapBytes()).isPositive();
            assertThat(memory.classes()).hasSizeLessThanOrEqualTo(25)
                    .anySatisfy(share -> assertThat(share.className()).isEqualTo("dev.redstart.load.swarm.Connection"));
            assertThat(report.phases()).allSatisfy(phase -> assertThat(phase.cpuMicros()).isPresent());
            assertThat(report.table()).contains("bytes of live heap", "bytes/conn");
        }
    }

    @ParameterizedTest
    @CsvSource({
            "REFUSES_UPGRADE, upgrade_status", "WRONG_ACCEPT_KEY, upgrade_accept_key",
            "SILENT_TO_UPGRADE, upgrade_timeout",
            "REFUSES_JOIN, join_refused", "SILENT_TO_JOIN, join_timeout", "PUSHES_BEFORE_JOIN, pushed_before_joined",
            "SPEAKS_NO_JSON, message_invalid", "MASKS, frame_invalid", "CLOSES_AFTER_JOIN, closed_by_server",
            "HANGS_UP_AFTER_JOIN, ended_by_server", "CRASHES_AFTER_JOIN, channel_error",
            "SILENT_TO_HEARTBEAT, heartbeat_unanswered", "SILENT_TO_CLOSE, close_unanswered"})
    void countsTheOneConnectionThatIsTreatedBadly(Manners manners, String error) throws InterruptedException {
        boolean beats = manners == Manners.SILENT_TO_HEARTBEAT;
        var heartbeat = beats ? Duration.ofMillis(1_400) : Duration.ofSeconds(30);
        var hold = Duration.ofSeconds(beats ? 3 : 1); // two heartbeats fall into three seconds
        try (var server = new FakeServer(0, number -> number == BAD ? manners : Manners.GOOD)) {
            var report = run(server.url(), Duration.ofSeconds(3), heartbeat, hold, Optional.empty());
            assertThat(errors(report)).isEqualTo(Map.of(error, 1L));
            assertThat(report.clean()).isFalse();
            assertThat(report.table()).contains("1 " + error + ", first: ");
        }
    }

    @Test
    void aSlowServerIsSlowNotWrong() throws InterruptedException {
        try (var server = new FakeServer(0, number -> number == BAD ? Manners.SLOW_JOIN : Manners.GOOD)) {
            var report = run(server.url(), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ZERO,
                    Optional.empty());
            assertThat(report.errors()).isEmpty();
            assertThat(report.phases().getLast().latency().max()).isGreaterThanOrEqualTo(600);
        }
    }

    @Test
    void nobodyListening() throws InterruptedException {
        URI url;
        try (var server = new FakeServer(0, _ -> Manners.GOOD)) {
            url = server.url();
        }
        var report = run(url, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ZERO, Optional.empty());
        assertThat(errors(report)).isEqualTo(Map.of("connect_refused", (long) CONNECTIONS));
        assertThat(report.alive()).isZero();
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new IdleMode.Size(10, 10, Duration.ZERO, Duration.ZERO))
                .withMessage("baseline must be >= 1 and < conns=10, was 10");
        assertThatIllegalArgumentException().isThrownBy(() -> Squads.checkFits(Integer.MAX_VALUE, 2))
                .withMessageContaining("ulimit -n").withMessageContaining("were 2147483647 in 2");
    }

    private static IdleReport run(URI url, Duration limit, Duration heartbeat, Duration hold,
            Optional<ServerProbe> probe)
            throws InterruptedException {
        var plan = new Plan(url, "user=swarm-%d", "room:load-%d", 10, 8, 2, 3, limit, heartbeat, 0);
        var silent = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        return new IdleMode(plan, 1, new IdleMode.Size(CONNECTIONS, 10, Duration.ZERO, hold), probe,
                new Progress(silent)).run();
    }

    private static Map<String, Long> errors(IdleReport report) {
        return report.errors().stream().collect(Collectors.toMap(Tally.Failure::name, Tally.Failure::count));
    }
}
