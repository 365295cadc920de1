package dev.redstart.endpoint;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PathTableTest {
    private final PathTable<String> table = new PathTable<>();

    @Test
    void section1exactPathsComeFirstThenPatternsInTheirOrder() {
        table.add("/a/:x/websocket", "first");
        table.add("/a/:y/:z", "second");
        table.add("/a/b/websocket", "exact");
        assertThat(table.find("/a/b/websocket")).isEqualTo(new PathTable.Found<>("exact", Map.of()));
        assertThat(table.find("/a/c/websocket")).isEqualTo(new PathTable.Found<>("first", Map.of("x", "c")));
        assertThat(table.find("/a/c/d")).isEqualTo(new PathTable.Found<>("second", Map.of("y", "c", "z", "d")));
    }

    @Test
    void aVariableIsOneSegmentAndNeverEmpty() {
        table.add("/a/:x", "found");
        assertThat(table.find("/a/")).isNull();
        assertThat(table.find("/a")).isNull();
        assertThat(table.find("/a/b/c")).isNull();
    }

    @Test
    void aVariableNeedsAName() {
        assertThatThrownBy(() -> table.add("/a/:", "x")).hasMessageContaining("must have a name");
        assertThatThrownBy(() -> table.add("a", "x")).hasMessageContaining("must start with /");
    }
}
