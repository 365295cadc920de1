package dev.redstart.load.swarm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;

import org.HdrHistogram.Histogram;

/**
 * What a part of the swarm has counted, so that parts can be added up across processes.
 *
 * @param joined connections that were joined at any time
 * @param alive  connections that are joined now
 * @param pushes pushes and broadcasts received at any time
 * @param heartbeats answered at any time
 * @param joins  microseconds from opening to joined since the sample before, a histogram as text (HdrHistogram's own encoding, base64)
 * @param done   microseconds of the operations since the sample before, likewise
 * @param errors at any time
 */
record Sample(long joined, long alive, long pushes, long heartbeats, String joins, String done,
        List<Tally.Failure> errors) {
    static Sample of(Tally tally) {
        return new Sample(tally.joined(), tally.alive(), tally.pushes(), tally.heartbeats(),
                text(tally.takeJoinMicros()),
                text(tally.takeDoneMicros()), tally.errors());
    }

    /** All of {@code samples} together. */
    static Sample sum(List<Sample> samples) {
        var first = samples.getFirst();
        return samples.size() == 1 ? first : samples.stream().skip(1).reduce(first, Sample::plus);
    }

    Histogram joinMicros() {
        return histogram(joins);
    }

    Histogram doneMicros() {
        return histogram(done);
    }

    /** Connections that have failed. */
    long errorCount() {
        return errors.stream().mapToLong(Tally.Failure::count).sum();
    }

    private Sample plus(Sample other) {
        var allJoins = joinMicros();
        allJoins.add(other.joinMicros());
        var allDone = doneMicros();
        allDone.add(other.doneMicros());
        return new Sample(joined + other.joined, alive + other.alive, pushes + other.pushes,
                heartbeats + other.heartbeats, text(allJoins),
                text(allDone), merged(other));
    }

    private List<Tally.Failure> merged(Sample other) {
        var byName = new LinkedHashMap<String, Tally.Failure>();
        var all = new ArrayList<>(errors);
        all.addAll(other.errors);
        all.forEach(error -> byName.merge(error.name(), error, Tally.Failure::plus));
        return byName.values().stream().sorted(Comparator.comparingLong(Tally.Failure::count).reversed()).toList();
    }

    private static String text(Histogram histogram) {
        var bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes, Deflater.BEST_SPEED);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    private static Histogram histogram(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a histogram must be what HdrHistogram has encoded, was " + text, e);
        }
    }
}
