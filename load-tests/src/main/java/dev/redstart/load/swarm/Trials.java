package dev.redstart.load.swarm;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.redstart.load.server.ServerProbe;

/**
 * The measurements by which servers are compared, one after the other against one server that has just been started.
 * <p>
 * Threading: for one thread.
 */
public final class Trials {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final int WINDOW = 128;
    private static final int PER_TOPIC = 10;
    private static final int SEVERAL = 8;

    private final URI url;
    private final ServerProbe probe;
    private final Size size;
    private final Progress progress = new Progress(System.err);
    private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    private final List<String> errors = new ArrayList<>();

    /** What can be measured together. */
    public enum Trial {
        ping, fanout, connect
    }

    /** What is found. CPU is the server's, user and system. */
    public enum Figure {
        PING_CPU("ping and reply, CPU µs"), PING_RATE("ping and reply, per second"), PING_P99(
                "ping and reply, p99 ms"), FAN_OUT_1_CPU("delivery, 1 in flight, CPU µs"), FAN_OUT_1_RATE(
                        "delivery, 1 in flight, per second"), FAN_OUT_8_CPU(
                                "delivery, 8 in flight, CPU µs"), FAN_OUT_8_RATE(
                                        "delivery, 8 in flight, per second"), FAN_OUT_8_WRITES(
                                                "delivery, 8 in flight, writes each"), CONNECT_CPU(
                                                        "connect+join, CPU µs"), CONNECT_RATE(
                                                                "connect+join, per second"), HEAP(
                                                                        "live heap per connection, B"), RSS(
                                                                                "RSS per connection, B");

        private final String label;

        Figure(String label) {
            this.label = label;
        }

        /** For people, with the unit. */
        public String label() {
            return label;
        }
    }

    /**
     * How much and how long.
     *
     * @param pingers     connections that ping
     * @param subscribers of the one topic
     * @param block       connections that are opened and closed together
     * @param warmUp      of each measurement
     * @param measure     of each measurement
     */
    public record Size(int pingers, int subscribers, int block, Duration warmUp, Duration measure) {}

    /**
     * What one server was found to need.
     *
     * @param figures what was measured; heap is missing where there is none
     * @param errors  what the server did wrong, in words
     */
    public record Outcome(Map<Figure, Double> figures, List<String> errors) {}

    private Trials(URI url, ServerProbe probe, Size size) {
        this.url = url;
        this.probe = probe;
        this.size = size;
    }

    /** Takes some trials of the server. */
    public static Outcome run(URI url, ServerProbe probe, Size size, Set<Trial> trials) throws InterruptedException {
        var run = new Trials(url, probe, size);
        if (trials.contains(Trial.ping)) {
            run.ping();
        }
        if (trials.contains(Trial.fanout)) {
            run.fanOut();
        }
        if (trials.contains(Trial.connect)) {
            run.connect();
        }
        return new Outcome(run.figures, run.errors);
    }

    private void ping() throws InterruptedException {
        var report = with(PER_TOPIC, session -> RttMode.run(session,
                new RttMode.Size(size.pingers(), 0, size.warmUp(), size.measure())));
        var row = report.row(RttMode.PING);
        note(row, Figure.PING_CPU, Figure.PING_RATE);
        figures.put(Figure.PING_P99, row.latency().p99());
    }

    private void fanOut() throws InterruptedException {
        var one = fanOutOf(1);
        var report = with(0, session -> {
            var first = FanOutMode.run(session, one);
            FanOutMode.broadcast(session, fanOutOf(Math.min(SEVERAL, size.subscribers())));
            return session.report("fan-out", first.title(), first.settings());
        });
        note(report.row(FanOutMode.rowOf(1)), Figure.FAN_OUT_1_CPU, Figure.FAN_OUT_1_RATE);
        var several = report.rows().getLast();
        note(several, Figure.FAN_OUT_8_CPU, Figure.FAN_OUT_8_RATE);
        several.writes().ifPresent(writes -> figures.put(Figure.FAN_OUT_8_WRITES, writes));
        noteIfWeighed(report, Session.HEAP_EACH, Figure.HEAP);
        noteIfWeighed(report, Session.RSS_EACH, Figure.RSS);
    }

    private void connect() throws InterruptedException {
        var report = with(PER_TOPIC, session -> ConnectMode.run(session,
                new ConnectMode.Size(size.block(), size.warmUp(), size.measure())));
        note(report.row(ConnectMode.JOIN), Figure.CONNECT_CPU, Figure.CONNECT_RATE);
    }

    private FanOutMode.Size fanOutOf(int inFlight) {
        return new FanOutMode.Size(size.subscribers(), inFlight, 0, true, 0, size.warmUp(), size.measure(),
                Duration.ZERO);
    }

    private ModeReport with(int perTopic, SwarmOptions.Mode mode) throws InterruptedException {
        var plan = new Plan(url, "user=swarm-%d", "room:swarm-%d", perTopic, WINDOW, 1, 0, LIMIT, HEARTBEAT, 0);
        try (var session = new Session(plan, 1, Optional.of(probe), SETTLE, progress)) {
            var report = session.end(mode.run(session));
            report.errors().forEach(error -> errors
                    .add(report.mode() + ": " + error.count() + " " + error.name() + ", first: " + error.first()));
            return report;
        }
    }

    private void note(ModeReport.Row row, Figure cpu, Figure rate) {
        row.cpuMicros().ifPresent(micros -> figures.put(cpu, micros));
        figures.put(rate, row.perSecond());
    }

    private void noteIfWeighed(ModeReport report, String name, Figure figure) {
        var value = report.figures().get(name);
        if (value != null) {
            figures.put(figure, value);
        }
    }
}
