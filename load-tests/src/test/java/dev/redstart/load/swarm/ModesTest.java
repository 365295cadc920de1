package dev.redstart.load.swarm;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import dev.redstart.load.fake.FakeServer;
import dev.redstart.load.fake.FakeServer.Manners;
import dev.redstart.load.server.ServerProbe;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The modes against a real socket: what is done is counted, and so is what a server does wrong. */
class ModesTest {
    private static final int CONNECTIONS = 20;
    private static final int BAD = 17;
    private static final Duration WARM_UP = Duration.ofMillis(100);
    private static final Duration MEASURE = Duration.ofSeconds(1);

    @Test
    void pingsInAClosedLoop() throws Exception {
        var report = run(number -> Manners.GOOD, 1, session -> RttMode.run(session, rtt(0)));
        assertThat(report.clean()).isTrue();
        var pings = report.row(RttMode.PING);
        assertThat(pings.operations()).isPositive();
        assertThat(pings.latency().max()).isGreaterThanOrEqualTo(pings.latency().p50());
        assertThat(pings.cpuMicros()).isPresent();
        assertThat(pings.writes().orElseThrow()).isPositive();
        assertThat(report.table()).contains("closed loop", "ping and reply", "errors: none");
    }

    @Test
    void pingsAtARateFromTwoProcesses() throws Exception {
        var report = run(_ -> Manners.GOOD, 2, session -> RttMode.run(session, rtt(500)));
        assertThat(report.clean()).isTrue();
        assertThat(report.row(RttMode.PING).operations()).isPositive();
        assertThat(report.table()).contains("500 pings a second in all (open loop");
    }

    @Test
    void aPingThatIsRefusedOrForgottenIsCounted() throws Exception {
        var refused = run(number -> number == BAD ? Manners.REFUSES_PING : Manners.GOOD, 1,
                session -> RttMode.run(session, rtt(0)));
        assertThat(errors(refused)).isEqualTo(Map.of("ping_refused", 1L));
        assertThat(refused.clean()).isFalse();
        var forgotten = run(number -> number == BAD ? Manners.FORGETS_PING : Manners.GOOD, 2,
                session -> RttMode.run(session, rtt(0)));
        assertThat(errors(forgotten)).isEqualTo(Map.of("message_invalid", 1L));
    }

    @Test
    void broadcastsReachEverybodyInEveryProcess() throws Exception {
        var report = run(_ -> Manners.GOOD, 2, session -> FanOutMode.run(session, fanOut(3, true, 0)));
        assertThat(report.clean()).isTrue();
        assertThat(report.row("delivery, 3 in flight").operations()).isPositive();
        assertThat(report.figures()).containsKey("broadcasts per second, 3 in flight");
    }

    @Test
    void theSenderAloneMayBeAwaited() throws Exception {
        var report = run(_ -> Manners.GOOD, 1, session -> FanOutMode.run(session, fanOut(1, false, 0)));
        assertThat(report.clean()).isTrue();
        assertThat(report.row("delivery, 1 in flight").operations()).isPositive();
    }

    @Test
    void aShoutThatComesTwiceIsCounted() throws Exception {
        var report = run(number -> number == BAD ? Manners.DOUBLES_SHOUT : Manners.GOOD, 1,
                session -> FanOutMode.run(session, fanOut(1, true, 0)));
        assertThat(errors(report)).containsKey("shout_unexpected");
        assertThat(report.clean()).isFalse();
    }

    @Test
    void whatStalledConnectionsAreToldIsNoErrorOfTheOthers() throws Exception {
        var report = run(number -> number >= CONNECTIONS ? Manners.CLOSES_AS_TOO_SLOW : Manners.GOOD, 1,
                session -> FanOutMode.run(session, fanOut(1, true, 2)));
        assertThat(report.clean()).isTrue();
        assertThat(report.rows()).anySatisfy(row -> assertThat(row.name()).isEqualTo("the same, 2 stalled"));
        assertThat(report.figures()).containsEntry("stalled ones still open", 0.0)
                .containsEntry("stalled ones: closed_as_too_slow, first: close 1013 ", 2.0)
                .containsKeys("KiB of live heap before the stall", "KiB of live heap after the stall");
    }

    @Test
    void connectionsComeAndGo() throws Exception {
        var report = run(_ -> Manners.GOOD, 1,
                session -> ConnectMode.run(session, new ConnectMode.Size(CONNECTIONS, WARM_UP, MEASURE)));
        assertThat(report.clean()).isTrue();
        assertThat(report.row(ConnectMode.JOIN).operations()).isGreaterThanOrEqualTo(CONNECTIONS);
        assertThat(report.row("close").operations()).isEqualTo(report.row(ConnectMode.JOIN).operations());
    }

    @Test
    void connectionsAreReplacedInEveryWay() throws Exception {
        var report = run(_ -> Manners.GOOD, 1,
                session -> ChurnMode.run(session, new ChurnMode.Size(CONNECTIONS, 100, WARM_UP, MEASURE)));
        assertThat(report.clean()).isTrue();
        assertThat(report.alive()).isEqualTo(CONNECTIONS);
        assertThat(report.row(ChurnMode.CYCLE).operations()).isPositive();
        assertThat(report.figures()).containsKeys("KiB of live heap before", "KiB of live heap after");
    }

    @Test
    void whatGoesWrongAtTheVeryEndIsCountedToo() throws Exception {
        var report = run(number -> number == BAD ? Manners.SILENT_TO_CLOSE : Manners.GOOD, 1,
                session -> RttMode.run(session, rtt(0)));
        assertThat(errors(report)).isEqualTo(Map.of("close_unanswered", 1L));
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> fanOut(CONNECTIONS + 1, true, 0))
                .withMessage("in-flight must be >= 1 and <= conns=20, was 21");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChurnMode.Size(1, 0, WARM_UP, MEASURE))
                .withMessage("conns must be >= 1 and rate > 0, were 1 and 0.0");
    }

    private static RttMode.Size rtt(double perSecond) {
        return new RttMode.Size(CONNECTIONS, perSecond, WARM_UP, MEASURE);
    }

    private static FanOutMode.Size fanOut(int inFlight, boolean all, int stalled) {
        return new FanOutMode.Size(CONNECTIONS, inFlight, 500, all, stalled, WARM_UP, MEASURE,
                Duration.ZERO);
    }

    /** Server and client are one process here, unless there are several of the client. */
    private static ModeReport run(IntFunction<Manners> manners, int processes, SwarmOptions.Mode mode)
            throws Exception {
        try (var server = new FakeServer(0, manners)) {
            var self = Optional.of(new ServerProbe(ProcessHandle.current().pid()));
            var silent = new Progress(new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8));
            try (var session = new Session(plan(server.url()), processes, self, Duration.ofMillis(200), silent)) {
                return session.end(mode.run(session));
            }
        }
    }

    private static Plan plan(URI url) {
        return new Plan(url, "user=swarm-%d", "room:load", 0, 8, 2, 3, Duration.ofSeconds(4), Duration.ofSeconds(30),
                0);
    }

    private static Map<String, Long> errors(ModeReport report) {
        return report.errors().stream().collect(Collectors.toMap(Tally.Failure::name, Tally.Failure::count));
    }
}
