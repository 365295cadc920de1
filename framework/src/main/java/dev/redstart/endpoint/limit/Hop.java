package dev.redstart.endpoint.limit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What one proxy tells of the connection to it.
 *
 * @param address whose connection it is; null if the proxy hides that, or says something unreadable
 * @param scheme {@code http} or {@code https}; null if it does not tell
 */
record Hop(@Nullable InetSocketAddress address, @Nullable String scheme) {
    /** A proxy that says nothing. */
    static final Hop HIDDEN = new Hop(null, null);

    private static final Pattern NODE = Pattern
            .compile("(?:\\[([^\\]]*)\\]|([^\\[\\]:]*))(?::(\\d{1,5}|_[A-Za-z0-9._-]+))?");
    private static final int MAX_PORT = 65_535;

    /** An address, IPv6 in brackets or not, perhaps with a port (RFC 7239 6); null if it is something else, such as {@code unknown}. */
    static @Nullable InetSocketAddress node(String text) {
        var bare = IpAddress.parse(text);
        if (bare.isPresent()) {
            return new InetSocketAddress(bare.get(), 0);
        }
        var matcher = NODE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        var host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return IpAddress.parse(host).map(address -> at(address, matcher.group(3))).orElse(null);
    }

    private static @Nullable InetSocketAddress at(InetAddress address, @Nullable String port) {
        if (port == null || port.startsWith("_")) {
            return new InetSocketAddress(address, 0);
        }
        var number = Integer.parseInt(port);
        return number > MAX_PORT ? null : new InetSocketAddress(address, number);
    }

    /** Null if it is no scheme of ours. */
    static @Nullable String scheme(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> null;
        };
    }
}
