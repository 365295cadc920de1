package dev.redstart.channels;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PayloadTest {
    /** Counts how often somebody looks. */
    private static final class CountingReader implements JsonReader {
        final AtomicInteger reads = new AtomicInteger();
        private final @Nullable Object tree;

        CountingReader(@Nullable Object tree) {
            this.tree = tree;
        }

        @Override
        public @Nullable Object tree(byte[] json) {
            reads.incrementAndGet();
            return tree;
        }

        @Override
        public <T> T read(byte[] json, Class<T> type) {
            reads.incrementAndGet();
            return java.util.Objects.requireNonNull(type.cast(tree));
        }
    }

    private static final byte[] JSON = "{}".getBytes(StandardCharsets.UTF_8);

    @Test
    void jsonIsParsedAtMostOnceAndOnlyIfRead() {
        var reader = new CountingReader(Map.of("body", "hi", "n", 5));
        var payload = Payload.ofJson(JSON, reader);
        assertThat(payload.isBytes()).isFalse();
        assertThat(payload.bytes()).isEqualTo(ByteBuffer.wrap(JSON));
        assertThat(reader.reads).hasValue(0);
        assertThat(payload.text("body")).contains("hi");
        assertThat(payload.text("n")).isEmpty();
        assertThat(payload.get("n")).contains(5);
        assertThat(payload.get("missing")).isEmpty();
        assertThat(reader.reads).hasValue(1);
    }

    @Test
    void jsonNullIsParsedOnceToo() {
        var reader = new CountingReader(null);
        var payload = Payload.ofJson(JSON, reader);
        assertThat(payload.tree()).isNull();
        assertThat(payload.tree()).isNull();
        assertThat(payload.get("x")).isEmpty();
        assertThat(reader.reads).hasValue(1);
    }

    @Test
    void bytesAreNoJson() {
        var payload = Payload.ofBytes(new byte[]{1, 2});
        assertThat(payload.isBytes()).isTrue();
        assertThat(payload.bytes()).isEqualTo(ByteBuffer.wrap(new byte[]{1, 2}));
        assertThat(payload.get("x")).isEmpty();
        assertThatThrownBy(payload::tree).isInstanceOf(IllegalStateException.class).hasMessageContaining("isBytes()");
        assertThatThrownBy(() -> payload.as(String.class)).isInstanceOf(InvalidPayloadException.class);
    }

    @Test
    void contentNeverShows() {
        assertThat(Payload.ofJson("\"secret\"".getBytes(StandardCharsets.UTF_8), new CountingReader("secret")))
                .hasToString("Payload[json, 8 bytes]");
    }
}
