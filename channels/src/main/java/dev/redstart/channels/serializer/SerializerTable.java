package dev.redstart.channels.serializer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Which serializer speaks which protocol version: the {@code vsn} a client asks for picks the first entry whose requirement it meets
 * (PROTOCOL.md 2). Immutable.
 */
public final class SerializerTable {
    /** What a client that names no version speaks. */
    private static final String DEFAULT_VSN = "1.0.0";

    /** The outcome of {@link #choose}. */
    public sealed interface Choice {
        /** The client and this serializer understand each other. */
        record Chosen(Serializer serializer) implements Choice {}

        /** They do not: HTTP 403; {@code reason} is for the log. */
        record Refused(String reason) implements Choice {}
    }

    private record Entry(Version minimum, Serializer serializer) {}

    private final List<Entry> entries;

    private SerializerTable(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** What clients get unless a socket says otherwise: version 1 for {@code ~> 1.0.0}, version 2 for {@code ~> 2.0.0}. */
    public static SerializerTable defaults() {
        return of("1.0.0", V1Serializer.INSTANCE).and("2.0.0", V2Serializer.INSTANCE);
    }

    /**
     * A table of one entry.
     *
     * @param minimum the lowest version; every later one with the same first two numbers is served, too
     * @throws IllegalArgumentException if it is no version of three numbers
     */
    public static SerializerTable of(String minimum, Serializer serializer) {
        return new SerializerTable(List.of()).and(minimum, serializer);
    }

    /** This table with one more entry behind the others. */
    public SerializerTable and(String minimum, Serializer serializer) {
        var version = Version.parse(minimum);
        if (version == null) {
            throw new IllegalArgumentException(
                    "serializer version must have three numbers as in 2.0.0, was \"" + minimum + "\"");
        }
        var more = new ArrayList<>(entries);
        more.add(new Entry(version, Objects.requireNonNull(serializer, "serializer")));
        return new SerializerTable(more);
    }

    /**
     * The serializer for a client.
     *
     * @param vsn the connect param, null if the client sent none; anything but text is refused, never an error
     */
    public Choice choose(@Nullable Object vsn) {
        var asked = vsn == null ? DEFAULT_VSN : vsn;
        if (!(asked instanceof String text)) {
            return new Choice.Refused("the vsn param is not a text");
        }
        var version = Version.parse(text);
        if (version == null) {
            return new Choice.Refused("invalid transport version \"" + text + "\"");
        }
        for (var entry : entries) {
            if (version.satisfies(entry.minimum)) {
                return new Choice.Chosen(entry.serializer);
            }
        }
        return new Choice.Refused("the requested version " + text + " matches none of "
                + entries.stream().map(entry -> "~> " + entry.minimum).toList());
    }

    /** A semantic version, as far as choosing goes: of a pre-release only that it is one matters, build metadata does not matter. */
    private record Version(int major, int minor, int patch, boolean preRelease) {
        private static final String NUMBER = "(0|[1-9]\\d{0,8})";
        private static final String IDENTIFIER = "[0-9A-Za-z-]+";
        private static final Pattern PATTERN = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER
                + "(-" + IDENTIFIER + "(?:\\." + IDENTIFIER + ")*)?(?:\\+" + IDENTIFIER + "(?:\\." + IDENTIFIER
                + ")*)?");

        static @Nullable Version parse(String text) {
            var matcher = PATTERN.matcher(text);
            if (!matcher.matches()) {
                return null;
            }
            return new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    matcher.group(4) != null);
        }

        /** {@code ~> minimum}: same first two numbers, and not before it; a pre-release comes before its release. */
        boolean satisfies(Version minimum) {
            return major == minimum.major && minor == minimum.minor
                    && (patch > minimum.patch || (patch == minimum.patch && (!preRelease || minimum.preRelease)));
        }

        @Override
        public String toString() {
            return major + "." + minor + "." + patch;
        }
    }
}
