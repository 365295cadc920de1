package dev.redstart.endpoint.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections one client may have at once. Clients are told apart by their IPv4 address, or by the first 64 bits of their IPv6
 * address, as whoever has one of these has all the others in that network too.
 *
 * <p>Threading: any.
 */
public final class AddressLimit {
    private record Source(boolean isV4, long bits) {
        static Source of(InetAddress address) {
            var bytes = ByteBuffer.wrap(address.getAddress());
            return address instanceof Inet4Address
                    ? new Source(true, bytes.getInt())
                    : new Source(false, bytes.getLong());
        }
    }

    private final int most;
    /** Without those who have none. */
    private final Map<Source, Integer> taken = new ConcurrentHashMap<>();

    private AddressLimit(int most) {
        this.most = most;
    }

    /** @throws IllegalArgumentException if nobody could connect at all */
    public static AddressLimit of(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("maxConnectionsPerAddress must be >= 1, was " + most);
        }
        return new AddressLimit(most);
    }

    /** As many as they like; nothing is counted. */
    public static AddressLimit off() {
        return new AddressLimit(Integer.MAX_VALUE);
    }

    /** A seat for one more connection, to be given back; empty if the client has all it may have. */
    public Optional<Seat> take(InetAddress client) {
        if (most == Integer.MAX_VALUE) {
            return Optional.of(Seat.uncounted());
        }
        var source = Source.of(client);
        if (taken.merge(source, 1, Integer::sum) > most) {
            leave(source);
            return Optional.empty();
        }
        return Optional.of(new Seat(() -> leave(source)));
    }

    private void leave(Source source) {
        taken.computeIfPresent(source, (_, count) -> count == 1 ? null : count - 1);
    }
}
