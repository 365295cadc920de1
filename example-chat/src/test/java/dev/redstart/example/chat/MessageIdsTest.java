package dev.redstart.example.chat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

final class MessageIdsTest {
    @Test
    void aLaterIdIsGreaterAlsoWithinOneMillisecond() {
        List<String> ids = Stream.generate(MessageIds::next).limit(20_000).map(UUID::toString).toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void threadsNeverGetTheSameId() {
        var ids = IntStream.range(0, 50_000).parallel().mapToObj(_ -> MessageIds.next()).toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void anIdIsAUuidOfVersion7AndTellsItsTime() {
        var id = MessageIds.next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        // 20,000 ids of the other test may have borrowed a few milliseconds
        assertThat(MessageIds.timeOf(id)).isCloseTo(Instant.now(), within(1, ChronoUnit.SECONDS));
    }
}
