package dev.redstart.endpoint.limit;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressLimitTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

    @Test
    void aClientHasNoMoreSeatsThanItMayHave() {
        var limit = AddressLimit.of(2);
        var first = limit.take(CLIENT).orElseThrow();
        assertThat(limit.take(CLIENT)).isPresent();
        assertThat(limit.take(CLIENT)).isEmpty();
        assertThat(limit.take(InetAddress.ofLiteral("192.0.2.2"))).isPresent();
        first.giveBack();
        assertThat(limit.take(CLIENT)).isPresent();
        assertThat(limit.take(CLIENT)).isEmpty();
    }

    @Test
    void aSeatIsGivenBackOnce() {
        var limit = AddressLimit.of(2);
        var first = limit.take(CLIENT).orElseThrow();
        assertThat(limit.take(CLIENT)).isPresent();
        first.giveBack();
        first.giveBack();
        assertThat(limit.take(CLIENT)).isPresent();
        assertThat(limit.take(CLIENT)).isEmpty();
    }

    @Test
    void anIpv6ClientIsItsNetwork() {
        var limit = AddressLimit.of(1);
        assertThat(limit.take(InetAddress.ofLiteral("2001:db8::1"))).isPresent();
        assertThat(limit.take(InetAddress.ofLiteral("2001:db8::2"))).isEmpty();
        assertThat(limit.take(InetAddress.ofLiteral("2001:db8:0:1::1"))).isPresent();
    }

    @Test
    void withoutALimitNothingIsCounted() {
        assertThat(AddressLimit.off().take(CLIENT)).contains(Seat.uncounted());
        assertThat(Seat.uncounted().isCounted()).isFalse();
        assertThatThrownBy(() -> AddressLimit.of(0)).hasMessage("maxConnectionsPerAddress must be >= 1, was 0");
    }

    @Test
    void thoseWhoComeAtOnceShareTheSeats() {
        var limit = AddressLimit.of(50);
        var taken = new ConcurrentLinkedQueue<Optional<Seat>>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 400; i++) {
                threads.execute(() -> {
                    limit.take(CLIENT).ifPresent(Seat::giveBack);
                    taken.add(limit.take(CLIENT));
                });
            }
        }
        var seats = taken.stream().flatMap(Optional::stream).toList();
        assertThat(seats).isNotEmpty().hasSizeLessThanOrEqualTo(50);
        seats.forEach(Seat::giveBack);
        for (int i = 0; i < 50; i++) {
            assertThat(limit.take(CLIENT)).isPresent();
        }
        assertThat(limit.take(CLIENT)).isEmpty();
    }
}
