package dev.redstart.endpoint.limit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Whose word is taken for where a request comes from. Anybody can send the headers that name a client; only those of a proxy that is
 * trusted count, and only what that proxy has seen itself.
 *
 * <p>Immutable and pure; any thread.
 */
public final class TrustedProxies {
    private static final TrustedProxies NONE = new TrustedProxies(List.of());

    /**
     * Where a request comes from.
     *
     * @param address the client's; its port is 0 where the proxies do not tell
     * @param scheme {@code http} or {@code https} if they tell what the client has used
     */
    public record Client(InetSocketAddress address, Optional<String> scheme) {}

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = networks;
    }

    /** Nobody: the client is whoever is at the other end of the socket. */
    public static TrustedProxies none() {
        return NONE;
    }

    /**
     * Those in these networks.
     *
     * @param cidrs such as {@code 10.0.0.0/8} and {@code ::1/128}, or single addresses
     * @throws IllegalArgumentException if one is neither
     */
    public static TrustedProxies of(String... cidrs) {
        return new TrustedProxies(Arrays.stream(cidrs).map(Network::parse).toList());
    }

    /** Whether nobody is trusted. */
    public boolean isEmpty() {
        return networks.isEmpty();
    }

    /** Whether what {@code address} says is believed. */
    public boolean contains(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /**
     * The client of a request: its peer; or if that is trusted, the last address in the header that is not, since this is the one that a trusted proxy has
     * seen itself. A proxy that hides an address or says something unreadable is where the way back ends. If both headers are there and do not
     * agree, one of them is the client's own invention, and the way ends at the peer.
     *
     * @param forwarded the {@code Forwarded} headers (RFC 7239) in their order
     * @param forwardedFor the {@code X-Forwarded-For} headers in their order
     * @param forwardedProto the last {@code X-Forwarded-Proto} header
     */
    public Client client(InetSocketAddress peer, List<String> forwarded, List<String> forwardedFor,
            @Nullable String forwardedProto) {
        if (!contains(peer.getAddress())) {
            return new Client(peer, Optional.empty());
        }
        var told = way(peer, ForwardedHeader.hops(forwarded));
        var listed = way(peer, listed(forwardedFor));
        var seen = Optional.ofNullable(forwardedProto).map(TrustedProxies::lastScheme);
        // a proxy that speaks X-Forwarded may pass on the Forwarded of a client, who would like to be on https
        var scheme = forwardedFor.isEmpty() ? told.scheme.or(() -> seen) : seen.or(() -> told.scheme);
        if (forwarded.isEmpty()) {
            return new Client(listed.address, scheme);
        }
        var agreed = forwardedFor.isEmpty() || listed.address.getAddress().equals(told.address.getAddress());
        return agreed ? new Client(told.address, scheme) : new Client(peer, Optional.empty());
    }

    /** Back from the peer, which is trusted, as far as one hop trusts the next. */
    private Client way(InetSocketAddress peer, List<Hop> hops) {
        var client = peer;
        @Nullable
        String scheme = null;
        for (var hop : hops.reversed()) {
            scheme = hop.scheme() == null ? scheme : hop.scheme();
            if (hop.address() == null) {
                break;
            }
            client = hop.address();
            if (!contains(client.getAddress())) {
                break;
            }
        }
        return new Client(client, Optional.ofNullable(scheme));
    }

    private static List<Hop> listed(List<String> forwardedFor) {
        return forwardedFor.stream().flatMap(line -> Arrays.stream(line.split(","))).map(String::strip)
                .filter(node -> !node.isEmpty()).map(node -> new Hop(Hop.node(node), null)).toList();
    }

    private static @Nullable String lastScheme(String header) {
        return Hop.scheme(header.substring(header.lastIndexOf(',') + 1));
    }
}
