package dev.redstart.load.gatling;

import dev.redstart.load.gatling.GatlingFigures.Row;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GatlingFiguresTest {
    private static final String PRINTED = """
            ---- Requests -----------------------------------------------------------------------|---Total---|-----OK----|----KO----
            > join reply                                                                         |        10 |         9 |         1
            ---- Requests -----------------------------------------------------------------------|---Total---|-----OK----|----KO----
            > join reply                                                                         |     1,020 |     1,020 |         0
            > shout: reply and broadcast                                                         |       100 |       100 |         0
            ---- Global Information -------------------------------------------------------------|---Total---|-----OK----|----KO----
            > mean throughput (rps)                                                              |     96.25 |     96.25 |         -
            > OK: t < 50 ms                                                                                             470 (97.92%)
            > Check join reply timeout                                                                                   20   (100%)
            """;

    @Test
    void theLastFiguresOfEachNameCount() {
        var figures = new GatlingFigures();
        PRINTED.lines().forEach(figures::read);
        assertThat(figures.rows()).hasSize(3)
                .containsEntry("join reply", new Row(1020.0, 1020.0, 0.0))
                .containsEntry("shout: reply and broadcast", new Row(100.0, 100.0, 0.0))
                .containsEntry("mean throughput (rps)", new Row(96.25, 96.25, null));
    }
}
