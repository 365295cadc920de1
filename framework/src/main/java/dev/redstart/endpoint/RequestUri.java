package dev.redstart.endpoint;

/**
 * Where a request went.
 *
 * @param scheme {@code http} or {@code https}
 * @param host as in the {@code Host} header, without the port; empty if there was none
 * @param port as in the {@code Host} header, or the scheme's own
 * @param path the path, decoded
 * @param query the query string as it was sent, empty if there was none
 */
public record RequestUri(String scheme, String host, int port, String path, String query) {
    /** @param hostHeader the {@code Host} header as it was sent */
    static RequestUri of(String scheme, String hostHeader, String path, String query) {
        var defaultPort = scheme.equals("https") ? 443 : 80;
        var colon = hostHeader.lastIndexOf(':');
        if (colon < 0 || hostHeader.endsWith("]")) {
            return new RequestUri(scheme, hostHeader, defaultPort, path, query);
        }
        try {
            return new RequestUri(scheme, hostHeader.substring(0, colon),
                    Integer.parseInt(hostHeader.substring(colon + 1)), path, query);
        } catch (NumberFormatException _) {
            return new RequestUri(scheme, hostHeader, defaultPort, path, query);
        }
    }

    OriginPolicy.Target target() {
        return new OriginPolicy.Target(scheme, host, port);
    }
}
