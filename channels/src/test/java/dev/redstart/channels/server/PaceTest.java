package dev.redstart.channels.server;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTest {
    @Test
    void fourFifthsAndOneFifthOfTheMailbox() {
        assertThat(Pace.of(1_000)).isEqualTo(new Pace(200, 800, 200));
    }

    /** Whoever is held back at the high mark comes down to the low one by what the channel says, so nobody waits for ever. */
    @Property
    void whatTheChannelSaysIsEnoughToGoOn(@ForAll @IntRange(min = 1, max = 100_000) int mailbox) {
        var pace = Pace.of(mailbox);
        assertThat(pace.high()).isBetween(1, mailbox);
        var told = pace.high() / pace.batch() * pace.batch(); // of so many it has said that it came to them
        assertThat(pace.high() - told).isLessThanOrEqualTo(pace.low());
    }
}
