package dev.redstart.endpoint.limit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a client sends, it is known by the address that the proxy saw, or hidden behind the proxy's own. */
class TrustedProxiesProperties {
    private static final InetSocketAddress PROXY = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 1);
    private static final InetAddress SEEN = InetAddress.ofLiteral("192.0.2.1");

    private final TrustedProxies proxies = TrustedProxies.of("10.0.0.1");

    @Provide
    Arbitrary<String> headers() {
        return Arbitraries.of("for=", "for=1.1.1.1", "1.1.1.1", "\"", "\\", ",", ";", "=", " ", "[", "]", ":", "proto=",
                "https", "::1", "x").list().ofMaxSize(8).map(parts -> String.join("", parts));
    }

    @Property
    void clientsDoNotChooseTheirAddress(@ForAll("headers") String invented) {
        var appended = proxies.client(PROXY, List.of(invented + ", for=192.0.2.1"), List.of(), null);
        assertThat(appended.address().getAddress()).isIn(PROXY.getAddress(), SEEN);
        var inALineOfItsOwn = proxies.client(PROXY, List.of(invented, "for=192.0.2.1"), List.of(), null);
        assertThat(inALineOfItsOwn.address().getAddress()).isEqualTo(SEEN);
        var listed = proxies.client(PROXY, List.of(), List.of(invented + ", 192.0.2.1"), null);
        assertThat(listed.address().getAddress()).isEqualTo(SEEN);
        var other = proxies.client(PROXY, List.of(invented), List.of("192.0.2.1"), null);
        assertThat(other.address().getAddress()).isIn(PROXY.getAddress(), SEEN);
    }
}
