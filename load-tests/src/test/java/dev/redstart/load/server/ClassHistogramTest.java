package dev.redstart.load.server;

import dev.redstart.load.server.ClassHistogram.Growth;
import dev.redstart.load.server.ClassHistogram.Live;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClassHistogramTest {
    private static final String BEFORE = """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:           100           5000  [B (java.base@25.0.3)
               2:            10            320  dev.redstart.Thing
               3:            10            240  a.b.Foo$$Lambda/0x000000000b040af0
               4:             7             70  java.lang.Gone (java.base@25.0.3)
            Total           127           5630
            """;
    private static final String AFTER = """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:           300          15000  dev.redstart.Thing
               2:           110           5400  [B (java.base@25.0.3)
               3:            10            240  a.b.Foo$$Lambda/0x000000000b040af0
               4:             1             16  a.b.Twice
               5:             2             32  a.b.Twice
            Total           423          20688
            """;

    @Test
    void readsInstancesAndBytesByClass() {
        var histogram = ClassHistogram.parse(BEFORE);
        assertThat(histogram.totalBytes()).isEqualTo(5630);
        assertThat(histogram.classes()).hasSize(4)
                .containsEntry("[B", new Live(100, 5000))
                .containsEntry("a.b.Foo$$Lambda/0x000000000b040af0", new Live(10, 240));
    }

    @Test
    void addsUpClassesOfOneName() {
        assertThat(ClassHistogram.parse(AFTER).classes()).containsEntry("a.b.Twice", new Live(3, 48));
    }

    @Test
    void gapsThatTheCollectorFilledAreNotAlive() {
        var histogram = ClassHistogram.parse("""
                   1:             3           1000  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)
                   2:             1             16  a.b.Thing
                Total                 4           1016
                """);
        assertThat(histogram.totalBytes()).isEqualTo(16);
        assertThat(histogram.classes()).containsOnlyKeys("a.b.Thing");
    }

    @Test
    void differenceStartsWithWhatGrewMostAndLeavesOutWhatDidNotChange() {
        assertThat(ClassHistogram.parse(AFTER).since(ClassHistogram.parse(BEFORE))).containsExactly(
                new Growth("dev.redstart.Thing", new Live(290, 14_680)),
                new Growth("[B", new Live(10, 400)),
                new Growth("a.b.Twice", new Live(3, 48)),
                new Growth("java.lang.Gone", new Live(-7, -70)));
    }

    @Test
    void outputWithoutTotalIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ClassHistogram.parse("4711:\nAttachNotSupported"))
                .withMessageContaining("Total").withMessageContaining("AttachNotSupported");
    }

    @Test
    void readsWhatThisJvmSaysOfItself() throws InterruptedException {
        var histogram = new ServerProbe(ProcessHandle.current().pid()).liveHeap();
        assertThat(histogram.classes()).containsKeys("[B", "java.lang.String");
        assertThat(histogram.classes().values().stream().mapToLong(Live::bytes).sum())
                .isEqualTo(histogram.totalBytes());
    }
}
