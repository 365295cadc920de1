package dev.redstart.load.bench;

import java.util.List;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BlockingRowTest {
    private static final Offered OFFERED = new Offered(10_000, 2, 50_000);

    @Test
    void whoHandlesWhatComesKeepsUp() {
        var row = row(Contestant.REDSTART, 50_000, 49_900, 0.5);
        assertThat(row.line()).matches("Redstart +50,000 +49,900 +yes +100 → 120 +100 +0.50 +0.001 / 0.0 / 0.0 +0.00");
        assertThat(BlockingRow.HEADER).hasSameSizeAs(row.line());
    }

    @Test
    void whoHandlesLessDoesNot() {
        assertThat(row(Contestant.REDSTART, 50_000, 49_000, 0.5).line()).contains(" NO ");
    }

    @Test
    void theRatioIsThatOfTheMedians() {
        var rows = List.of(row(Contestant.REDSTART, 1, 1, 0.6), row(Contestant.FRESH_THREADS, 1, 1, 0.2),
                row(Contestant.REDSTART, 1, 1, 0.8), row(Contestant.FRESH_THREADS, 1, 1, 0.2));
        assertThat(BlockingRow.ratio(rows)).hasValueCloseTo(3.5, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(BlockingRow.ratio(rows.subList(0, 1))).isEmpty();
    }

    @Test
    void aLoadSaysHowManyAreAsleep() throws Exception {
        var offered = new Offered.Converter().convert("20000:50:100000");
        assertThat(offered).isEqualTo(new Offered(20_000, 50, 100_000));
        assertThat(offered.label()).contains("20,000 processes", "5,000 asleep");
    }

    @Test
    void aLoadThatCannotBeKeptUpWithIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Offered(4_999, 50, 100_000))
                .withMessage("4999 processes cannot sleep 50 ms for each of 100000 messages per second");
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new Offered.Converter().convert("10000:2"))
                .withMessage("must be PROCESSES:MILLIS:PER_SECOND, was 10000:2");
    }

    private static BlockingRow row(Contestant contestant, double sent, double handled, double cores) {
        return new BlockingRow(contestant, OFFERED, new BlockingJob.Result(sent, handled, 100, 120, 100, cores,
                new Latencies(10, 1, 2, 3, 4), new Health(0, 0, "", 0, 1)));
    }
}
