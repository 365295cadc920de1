package dev.redstart.load.swarm;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PlanTest {
    @Test
    void connectionsShareATopic() {
        var plan = plan("ws://h:1/s", "", "room:%d", 10);
        assertThat(plan.topicOf(0)).isEqualTo("room:0");
        assertThat(plan.topicOf(9)).isEqualTo("room:0");
        assertThat(plan.topicOf(10)).isEqualTo("room:1");
        assertThat(plan("ws://h:1/s", "", "lobby", 0).topicOf(77)).isEqualTo("lobby");
    }

    @Test
    void queryIsKeptAndVersionAndParamsAreAdded() {
        assertThat(plan("ws://h:1/s", "user=u-%d", "t", 0).resourceOf(7)).isEqualTo("/s?vsn=2.0.0&user=u-7");
        assertThat(plan("ws://h:1/s?a=b", "", "t", 0).resourceOf(7)).isEqualTo("/s?a=b&vsn=2.0.0");
        assertThat(plan("ws://h:1/s?a=b&vsn=2.0.1", "u=%d", "t", 0).resourceOf(7)).isEqualTo("/s?a=b&vsn=2.0.1&u=7");
    }

    @Test
    void aTopicThatIsSharedByFewMustBeNumbered() {
        assertThatIllegalArgumentException().isThrownBy(() -> plan("ws://h:1/s", "", "lobby", 10))
                .withMessage("topic must hold %d when it is shared by perTopic=10, was lobby");
    }

    @Test
    void limitsAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> plan("ws://h:1/s", "", "lobby", -1))
                .withMessage("perTopic must be >= 0, was -1");
    }

    private static Plan plan(String url, String params, String topic, int perTopic) {
        return new Plan(URI.create(url), params, topic, perTopic, 10, 1, 0, Duration.ofSeconds(5),
                Duration.ofSeconds(30), 0);
    }
}
