package dev.redstart.endpoint.limit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where a request comes from (RFC 7239). 10.x are our proxies, the others are anybody. */
class TrustedProxiesTest {
    private static final InetSocketAddress PROXY = at("10.0.0.1", 50_000);

    private final TrustedProxies proxies = TrustedProxies.of("10.0.0.0/8", "fd00::/8");

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private TrustedProxies.Client client(String... forwarded) {
        return proxies.client(PROXY, List.of(forwarded), List.of(), null);
    }

    private TrustedProxies.Client listed(@Nullable String proto, String... forwardedFor) {
        return proxies.client(PROXY, List.of(), List.of(forwardedFor), proto);
    }

    @Test
    void whoIsNotTrustedIsTheClientWhateverItSays() {
        var anybody = at("192.0.2.9", 1234);
        var none = new TrustedProxies.Client(anybody, Optional.empty());
        assertThat(proxies.client(anybody, List.of("for=1.1.1.1;proto=https"), List.of(), null)).isEqualTo(none);
        assertThat(proxies.client(anybody, List.of(), List.of("1.1.1.1"), "https")).isEqualTo(none);
        assertThat(TrustedProxies.none().client(PROXY, List.of("for=1.1.1.1"), List.of(), null).address())
                .isEqualTo(PROXY);
    }

    @Test
    void aProxyThatSaysNothingIsTheClientItself() {
        assertThat(client()).isEqualTo(new TrustedProxies.Client(PROXY, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "for=192.0.2.60;proto=http;by=203.0.113.43|192.0.2.60|0", // the examples of RFC 7239 4
            "For=\"[2001:db8:cafe::17]:4711\"|2001:db8:cafe::17|4711",
            "for=192.0.2.43, for=198.51.100.17|198.51.100.17|0",
            "for=\"192.0.2.43:47011\"|192.0.2.43|47011",
            "for=192.0.2.43:47011|192.0.2.43|47011", // many leave out the quotes
            "for=[2001:db8::1]|2001:db8::1|0",
            "for=\"192.0.2.43:_hidden\"|192.0.2.43|0",
            "for=1.1.1.1, for=192.0.2.1, for=10.0.0.2|192.0.2.1|0", // the last that is not ours
            "for=10.0.0.3, for=10.0.0.2|10.0.0.3|0", // all are ours
            "for=192.0.2.1 , , for=fd00::5|192.0.2.1|0",
            "for=\"192\\.0.2.1\"|192.0.2.1|0",
            "by=\"a, for=1.1.1.1\" ; for=192.0.2.1|192.0.2.1|0",
            "for=\"::ffff:192.0.2.1\"|192.0.2.1|0"})
    void theLastAddressThatIsNoProxyOfOursIsTheClient(String forwarded, String address, int port) {
        assertThat(client(forwarded).address()).isEqualTo(at(address, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"for=unknown", "for=_hidden", "for=\"_SEVKISEK\"", "proto=https", "for=example.com",
            "for=1", "for=1.2.3", "for=1.2.3.256", "for=\"[::1\"", "for=::1]", "for=\"1.1.1.1:99999\"", "for",
            "for=1.1.1.1;for=1.1.1.1", "for=1.1.1.1 for=1.1.1.1", "for=\"1.1.1.1", "for=\"1.1.1.1\"x",
            "for=fe80::1%eth0", "for=\"\"", "=1.1.1.1"})
    void whatHidesOrIsUnreadableEndsTheWayAtTheProxyThatWasReached(String element) {
        assertThat(client(element).address()).isEqualTo(PROXY);
        assertThat(client("for=1.1.1.1", element, "for=10.0.0.7").address()).isEqualTo(at("10.0.0.7", 0));
    }

    @Test
    void aLineThatIsTooLongHidesEverything() {
        assertThat(client("for=\"" + "a".repeat(30_000) + "\"").address()).isEqualTo(PROXY);
        assertThat(client("for=\"" + "\\a".repeat(15_000) + "\"").address()).isEqualTo(PROXY);
        assertThat(client("for=\"" + "\\a".repeat(500) + "\"").address()).isEqualTo(PROXY);
    }

    @Test
    void theSchemeIsTheProxysIfItSpeaksXForwarded() {
        var client = proxies.client(PROXY, List.of("for=192.0.2.1;proto=https"), List.of("192.0.2.1"), "http");
        assertThat(client.scheme()).contains("http");
    }

    /** What a client sends comes before what the proxy appends, and must not swallow it. */
    @ParameterizedTest
    @ValueSource(strings = {"for=1.1.1.1", "for=\"1.1.1.1", "for=1.1.1.1;x=\"", "\\", "for=1.1.1.1;x=\"\\", ",", ";"})
    void nothingThatClientsInventIsTakenForTheirAddress(String invented) {
        for (var appended : List.of("for=192.0.2.1", "for=\"[2001:db8::1]:80\"",
                "for=\"192.0.2.1:80\";by=\"10.0.0.1\"")) {
            assertThat(client(invented + ", " + appended).address().getAddress()).isIn(PROXY.getAddress(),
                    InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1"));
        }
    }

    @Test
    void theSchemeIsTheOneTheClientUsed() {
        assertThat(client("for=192.0.2.1;proto=HTTPS, for=10.0.0.2;proto=http").scheme()).contains("https");
        assertThat(client("for=192.0.2.1, for=10.0.0.2;proto=https").scheme()).contains("https");
        assertThat(client("for=1.1.1.1;proto=http, for=192.0.2.1;proto=wss").scheme()).contains("https");
        assertThat(client("for=_hidden;proto=https").scheme()).contains("https");
        assertThat(client("for=192.0.2.1;proto=gopher").scheme()).isEmpty();
        assertThat(listed("https", "192.0.2.1").scheme()).contains("https");
        assertThat(listed("http, https", "192.0.2.1").scheme()).contains("https");
        assertThat(listed("https").scheme()).contains("https");
        assertThat(listed("ftp", "192.0.2.1").scheme()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"192.0.2.1|192.0.2.1|0", "1.1.1.1, 192.0.2.1|192.0.2.1|0",
            "1.1.1.1, 192.0.2.1, 10.0.0.2|192.0.2.1|0", "2001:db8::1|2001:db8::1|0",
            "[2001:db8::1]:4711|2001:db8::1|4711", "192.0.2.1:4711|192.0.2.1|4711", "192.0.2.1,,|192.0.2.1|0",
            "192.0.2.1, unknown, 10.0.0.2|10.0.0.2|0", "192.0.2.1, rubbish|10.0.0.1|50000"})
    void xForwardedForIsReadWhereThereIsNoOther(String header, String address, int port) {
        assertThat(listed(null, header).address()).isEqualTo(at(address, port));
        assertThat(listed(null, header.split(",")).address()).isEqualTo(at(address, port));
    }

    /** Most proxies set one of them and hand the other through. */
    @Test
    void headersThatDisagreeAreNotBelieved() {
        assertThat(proxies.client(PROXY, List.of("for=1.1.1.1;proto=https"), List.of("192.0.2.1"), null))
                .isEqualTo(new TrustedProxies.Client(PROXY, Optional.empty()));
        assertThat(proxies.client(PROXY, List.of("for=\"192.0.2.1:80\";proto=https"), List.of("192.0.2.1"), null))
                .isEqualTo(new TrustedProxies.Client(at("192.0.2.1", 80), Optional.of("https")));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8,10.255.0.1,true", "10.0.0.0/8,11.0.0.1,false", "192.168.1.128/25,192.168.1.200,true",
            "192.168.1.128/25,192.168.1.127,false", "0.0.0.0/0,8.8.8.8,true", "0.0.0.0/0,::1,false",
            "::1/128,::1,true", "::1/128,::2,false", "::1,::1,true", "fd00::/9,fd7f::1,true", "fd00::/9,fd80::1,false",
            "127.0.0.1,127.0.0.1,true", "10.0.0.0/31,10.0.0.1,true", "10.0.0.0/31,10.0.0.2,false"})
    void networksAreWhatTheirFirstBitsSay(String network, String address, boolean isIn) {
        assertThat(TrustedProxies.of(network).contains(InetAddress.ofLiteral(address))).isEqualTo(isIn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "::1/129", "10.0.0.0/", "10/8",
            "10.0.0.0/x"})
    void whatIsNoNetworkIsRefused(String network) {
        assertThatThrownBy(() -> TrustedProxies.of(network)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a network must look like 10.0.0.0/8 or fd00::/8 or be one address, was \"" + network
                        + "\"");
    }
}
