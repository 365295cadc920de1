package dev.redstart.load.compare;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.redstart.load.run.Machine;
import dev.redstart.load.swarm.Trials.Figure;
import dev.redstart.load.swarm.Trials.Outcome;

/**
 * What all rounds have found.
 *
 * @param settings sizes and options
 * @param outcomes of each contestant, round by round
 * @param failures contestants that could not be measured in a round, in words
 */
record Comparison(Instant started, Machine machine, Map<String, Object> settings,
        Map<Contestant, List<Outcome>> outcomes, List<String> failures) {
    private static final String LABEL = "%-36s";
    private static final String CELL = " %20s";
    /** As DESIGN.md 4 gives them, Phoenix 1.7.24 on OTP 25 on a machine of the same kind: not measured here. */
    private static final Map<Figure, String> PHOENIX = new EnumMap<>(Map.of(Figure.PING_CPU, "41–45",
            Figure.FAN_OUT_1_CPU, "19–21", Figure.CONNECT_CPU, "312–414", Figure.HEAP, "32,000 settled", Figure.RSS,
            "32,000–48,000"));

    /** Whether everybody could be measured and none did anything wrong. */
    boolean clean() {
        return failures.isEmpty()
                && outcomes.values().stream().flatMap(List::stream).allMatch(outcome -> outcome.errors().isEmpty());
    }

    /** For people: medians, and how many times Redstart's they are. */
    String table() {
        return head() + Arrays.stream(Figure.values()).filter(this::measured).map(this::line)
                .collect(Collectors.joining()) + notes();
    }

    private String head() {
        return String.format(Locale.ROOT, "%n%s%n%s%n%n", machine.line(), settings)
                + outcomes.keySet().stream().map(contestant -> String.format(Locale.ROOT, CELL, contestant.label()))
                        .collect(Collectors.joining("", String.format(Locale.ROOT, LABEL, "median (× Redstart)"),
                                String.format(Locale.ROOT, CELL + "%n", "Phoenix, as given*")));
    }

    private boolean measured(Figure figure) {
        return outcomes.keySet().stream().anyMatch(contestant -> median(contestant, figure).isPresent());
    }

    private String line(Figure figure) {
        return outcomes.keySet().stream().map(contestant -> String.format(Locale.ROOT, CELL, cell(contestant, figure)))
                .collect(Collectors.joining("", String.format(Locale.ROOT, LABEL, figure.label()),
                        String.format(Locale.ROOT, CELL + "%n", PHOENIX.getOrDefault(figure, ""))));
    }

    private String cell(Contestant contestant, Figure figure) {
        var ours = median(Contestant.redstart, figure);
        return median(contestant, figure)
                .map(value -> show(value) + ours.filter(_ -> contestant != Contestant.redstart)
                        .map(base -> String.format(Locale.ROOT, " (%.2f)", value / base)).orElse(""))
                .orElse("-");
    }

    private Optional<Double> median(Contestant contestant, Figure figure) {
        if (figure == Figure.FAN_OUT_8_WRITES && !contestant.sendsByWrite()) {
            return Optional.empty();
        }
        var values = outcomes.getOrDefault(contestant, List.of()).stream()
                .map(outcome -> outcome.figures().get(figure)).filter(value -> value != null)
                .mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = values.length / 2;
        return values.length == 0
                ? Optional.empty()
                : Optional.of(
                        values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
    }

    private static String show(double value) {
        return String.format(Locale.ROOT, value < 1 ? "%.3f" : value < 1_000 ? "%.1f" : "%,.0f", value);
    }

    private String notes() {
        var notes = new StringBuilder(String.format(Locale.ROOT,
                "%n* DESIGN.md 4, Phoenix 1.7.24 on OTP 25 on a machine of the same kind: not measured in this run%n"));
        failures.forEach(failure -> notes.append(failure).append(System.lineSeparator()));
        outcomes.forEach((contestant, rounds) -> rounds.stream().flatMap(outcome -> outcome.errors().stream())
                .forEach(error -> notes.append(contestant.label()).append(": ").append(error)
                        .append(System.lineSeparator())));
        return notes.toString();
    }
}
