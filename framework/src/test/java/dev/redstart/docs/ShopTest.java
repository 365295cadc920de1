package dev.redstart.docs;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.redstart.process.ExitReason;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.test.GenServerTester;
import dev.redstart.process.test.TestRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
// @start region="test-runtime"
class ShopTest {
    private final TestRuntime runtime = TestRuntime.onVirtualTime();

    @AfterEach
    void close() {
        runtime.close(); // fails if something is left behind, or crashed and nobody expected it
    }

    @Test
    void aCartGoesAfterTwentyMinutesOfSilence() {
        runtime.start(Cart.ALL.lifetime());
        var cart = runtime.start(Cart.spec("ann", "no"));
        cart.tell(new Cart.Put("book"));
        runtime.advance(Duration.ofMinutes(19)); // takes no time
        assertThat(Cart.ALL.whereis("ann")).isPresent();
        runtime.advance(Duration.ofMinutes(1));
        assertThat(Cart.ALL.whereis("ann")).isEmpty();
    }
    // @end

    @Test
    void aMessageRenewsTheTwentyMinutes() {
        runtime.start(Cart.ALL.lifetime());
        var cart = runtime.start(Cart.spec("ann", "no"));
        for (int i = 0; i < 5; i++) {
            cart.tell(new Cart.Put("book"));
            runtime.advance(Duration.ofMinutes(19));
        }
        assertThat(cart.pid().isAlive()).isTrue();
    }

    // @start region="test-backoff"
    @Test
    void theShopOutlivesABankThatIsClosedForAnHour() {
        var open = new AtomicBoolean();
        runtime.ignoreCrashes().startTree(Shop.tree(() -> {
            if (!open.get()) {
                throw new IllegalStateException("the bank is closed");
            }
            return Map.of("NOK", new BigDecimal("11.79"));
        }));
        runtime.advance(Duration.ofHours(1));
        open.set(true);
        runtime.advance(Duration.ofSeconds(30)); // the longest wait between two restarts
        var rate = runtime.node().ref(Rates.NAME).<Optional<BigDecimal>>call(from -> new Rates.Of("NOK", from));
        assertThat(rate).contains(new BigDecimal("11.79"));
    }
    // @end

    // @start region="test-probe"
    @Test
    void whenOneSideHangsUpTheOtherEnds() {
        var one = runtime.start(ProcessSpec.of("one", Leg::new));
        var two = runtime.start(ProcessSpec.of("two", Leg::new));
        var watcher = runtime.probe("watcher");
        watcher.watch(two.pid());
        one.tell(new Leg.Connect(two.pid()));
        one.tell(new Leg.HangUp());
        assertThat(watcher.expectDown(two.pid())).isEqualTo(new ExitReason.Shutdown("hung up"));
    }
    // @end

    @Test
    void theCounterAdds() {
        // @start region="test-callbacks"
        var counter = GenServerTester.of(new Counter()).init();
        counter.send(new Counter.Add(2)).send(new Counter.Add(3));
        assertThat(counter.state()).isEqualTo(5);
        // @end
        counter.close();
    }
}
