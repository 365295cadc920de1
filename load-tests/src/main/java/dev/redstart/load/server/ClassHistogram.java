package dev.redstart.load.server;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lives on a JVM's heap, by class: the answer of {@code jcmd PID GC.class_histogram}.
 *
 * @param classes    instances and bytes by class name; classes of one name from several loaders are one entry
 * @param totalBytes bytes of all live objects
 */
public record ClassHistogram(Map<String, Live> classes, long totalBytes) {
    // "   1:         35465        1234567  [B (java.base@25.0.3)"; the module is left out for classes that have none
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)(?:\\s+\\(.*\\))?\\s*");
    private static final Pattern TOTAL = Pattern.compile("Total\\s+(\\d+)\\s+(\\d+)\\s*");
    // what a collector puts over gaps it did not close: it is counted as if it lived, and holds nothing
    private static final Set<String> FILLERS = Set.of("[Ljdk.internal.vm.FillerElement;",
            "jdk.internal.vm.FillerObject");
    private static final Live NONE = new Live(0, 0);

    /** Live instances of one class, and the bytes they take without what they refer to. */
    public record Live(long instances, long bytes) {
        private Live plus(Live other) {
            return new Live(instances + other.instances, bytes + other.bytes);
        }

        private Live minus(Live other) {
            return new Live(instances - other.instances, bytes - other.bytes);
        }
    }

    /** By how much a class has grown between two histograms; negative where it shrank. */
    public record Growth(String className, Live by) {}

    public ClassHistogram {
        classes = Map.copyOf(classes);
    }

    /** Reads jcmd's output; what is neither a class nor the total (jcmd's heading) is passed over. */
    static ClassHistogram parse(String output) {
        var classes = new HashMap<String, Live>();
        long fillerBytes = 0;
        for (var match : output.lines().map(LINE::matcher).filter(Matcher::matches).toList()) {
            var live = new Live(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)));
            if (FILLERS.contains(match.group(3))) {
                fillerBytes += live.bytes();
            } else {
                classes.merge(match.group(3), live, Live::plus);
            }
        }
        return new ClassHistogram(classes, total(output) - fillerBytes);
    }

    /** The difference of this histogram to an {@code earlier} one, the class that grew by the most bytes first. */
    public List<Growth> since(ClassHistogram earlier) {
        var names = new TreeSet<>(classes.keySet());
        names.addAll(earlier.classes.keySet());
        return names.stream()
                .map(name -> new Growth(name, of(name).minus(earlier.of(name))))
                .filter(growth -> !growth.by().equals(NONE))
                .sorted(Comparator.comparingLong((Growth growth) -> growth.by().bytes()).reversed())
                .toList();
    }

    private Live of(String name) {
        return classes.getOrDefault(name, NONE);
    }

    private static long total(String output) {
        return output.lines().map(TOTAL::matcher).filter(Matcher::matches).findFirst()
                .map(match -> Long.parseLong(match.group(2)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "a class histogram must end with a line 'Total INSTANCES BYTES', was: " + output));
    }
}
