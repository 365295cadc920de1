package dev.redstart.load.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What several forks have found of one contestant.
 *
 * @param figures over the forks
 * @param othersCores cores that others had meanwhile, the most of any fork
 */
record Row(String measurement, Contestant contestant, Map<Column, Spread> figures, double othersCores,
        List<Sample> samples) {
    private static final String LABELS = "%-42s %-14s";
    private static final String FIGURE = " %28s";
    private static final String OTHERS = " %8s";

    static Row of(Measurement measurement, Contestant contestant, List<Sample> samples) {
        var figures = new EnumMap<Column, Spread>(Column.class);
        for (var column : measurement.columns()) {
            figures.put(column, Spread.of(
                    samples.stream().mapToDouble(sample -> sample.figures().getOrDefault(column, Double.NaN))
                            .toArray()));
        }
        double others = samples.stream().mapToDouble(sample -> sample.health().othersCores()).max().orElse(0);
        return new Row(measurement.name(), contestant, figures, others, samples);
    }

    /** The line above rows with those columns. */
    static String header(List<Column> columns) {
        return columns.stream().map(column -> String.format(Locale.ROOT, FIGURE, column.label))
                .collect(Collectors.joining("", String.format(Locale.ROOT, LABELS, "median (lowest–highest)", ""),
                        String.format(Locale.ROOT, OTHERS, "others")));
    }

    /** For people; {@code label} is the measurement's. */
    String line(String label) {
        var line = figures.entrySet().stream()
                .map(figure -> String.format(Locale.ROOT, FIGURE, figure.getValue().show(figure.getKey()::show)))
                .collect(Collectors.joining("", String.format(Locale.ROOT, LABELS, label, contestant.label),
                        String.format(Locale.ROOT, OTHERS, String.format(Locale.ROOT, "%.2f", othersCores))));
        return good() ? line : line + "  " + trouble();
    }

    boolean good() {
        return samples.stream().allMatch(sample -> sample.health().good());
    }

    private String trouble() {
        return samples.stream().map(Sample::health).filter(health -> !health.good()).findFirst()
                .map(Health::trouble).orElse("");
    }
}
