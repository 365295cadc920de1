package dev.redstart.endpoint;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Which web pages may open a socket (PROTOCOL.md 5). Browsers send the page's origin and do not let the page change it; without this check
 * any page could use a visitor's cookies to open a socket in their name. A request without an {@code Origin} header comes from no browser
 * and is always allowed.
 *
 * <p>Immutable and pure; any thread may ask. A {@link #matching} predicate is the application's own code.
 */
public final class OriginPolicy {
    /**
     * Where the request itself went.
     *
     * @param scheme {@code http} or {@code https}
     * @param host as in the {@code Host} header, without the port
     * @param port as in the {@code Host} header, or the scheme's own
     */
    public record Target(String scheme, String host, int port) {}

    @FunctionalInterface
    private interface Rule {
        boolean allows(URI origin, Target target);
    }

    private static final Rule ANY = (_, _) -> true;

    private final String description;
    private final boolean hostRequired;
    private final Rule rule;

    private OriginPolicy(String description, boolean hostRequired, Rule rule) {
        this.description = description;
        this.hostRequired = hostRequired;
        this.rule = rule;
    }

    /** Every origin, also {@code null} and {@code file://}. For development, or where nothing is authenticated by cookies. */
    public static OriginPolicy any() {
        return new OriginPolicy("any origin", false, ANY);
    }

    /** Origins of that host, whatever their scheme and port. */
    public static OriginPolicy host(String host) {
        var expected = lower(host);
        return new OriginPolicy("origins of host " + host, true, (origin, _) -> hostOf(origin).equals(expected));
    }

    /** Origins whose host is the one the request was sent to, whatever their scheme and port, which proxies change. The default. */
    public static OriginPolicy requestHost() {
        return new OriginPolicy("the request's own host", true,
                (origin, target) -> hostOf(origin).equals(lower(target.host())));
    }

    /** Origins whose scheme, host and port are those of the request. */
    public static OriginPolicy sameAsRequest() {
        return new OriginPolicy("the request's own origin", true,
                (origin, target) -> hostOf(origin).equals(lower(target.host()))
                        && lower(origin.getScheme()).equals(lower(target.scheme()))
                        && portOf(origin) == target.port());
    }

    /**
     * Origins that match one of {@code patterns}: {@code https://h}, {@code //h}, {@code //h:888}, {@code //*.h}. A scheme or port counts only
     * if the pattern has it; a pattern with a scheme and no port means that scheme's own port. {@code *.h} is {@code h} and all below it.
     *
     * @throws IllegalArgumentException if a pattern is none of these
     */
    public static OriginPolicy list(String... patterns) {
        if (patterns.length == 0) {
            throw new IllegalArgumentException(
                    "a list of allowed origins must name at least one, use OriginPolicy.any() to allow all");
        }
        var entries = Arrays.stream(patterns).map(Entry::parse).toList();
        return new OriginPolicy("one of " + List.of(patterns), true,
                (origin, _) -> entries.stream().anyMatch(entry -> entry.matches(origin)));
    }

    /** Origins {@code test} accepts. The only policy besides {@link #any} that sees origins without a host. Runs on a handshake's thread. */
    public static OriginPolicy matching(Predicate<? super URI> test) {
        Objects.requireNonNull(test, "test");
        return new OriginPolicy("origins a function accepts", false, (origin, _) -> test.test(origin));
    }

    /**
     * Whether a page of {@code origin} may connect.
     *
     * @param origin the first {@code Origin} header as it was sent, or null if there is none
     * @param target where the request went
     */
    public boolean allows(@Nullable String origin, Target target) {
        if (origin == null) {
            return true;
        }
        var parsed = parse(origin);
        return (!hostRequired || parsed.getHost() != null) && rule.allows(parsed, target);
    }

    /** Whether it lets everybody in. */
    boolean isAny() {
        return rule == ANY;
    }

    /** For people. */
    @Override
    public String toString() {
        return description;
    }

    private static final URI NO_HOST = URI.create("null");

    private static URI parse(String origin) {
        try {
            return new URI(origin);
        } catch (URISyntaxException e) {
            return NO_HOST;
        }
    }

    private static String hostOf(URI origin) {
        return lower(origin.getHost());
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static int portOf(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : switch (lower(uri.getScheme())) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> -1;
        };
    }

    /**
     * One allowed origin.
     *
     * @param scheme empty for any
     * @param host without the leading {@code *.}
     * @param subdomains whether what is below the host matches, too
     * @param port -1 for any
     */
    private record Entry(String scheme, String host, boolean subdomains, int port) {
        static Entry parse(String pattern) {
            var subdomains = pattern.contains("//*.");
            var uri = OriginPolicy.parse(subdomains ? pattern.replace("//*.", "//") : pattern);
            if (uri.getHost() == null || !uri.getPath().isEmpty()) {
                throw new IllegalArgumentException(
                        "an allowed origin must look like https://host, //host, //host:888 or //*.host, was \""
                                + pattern + "\"");
            }
            return new Entry(lower(uri.getScheme()), hostOf(uri), subdomains, portOf(uri));
        }

        boolean matches(URI origin) {
            var name = hostOf(origin);
            return (name.equals(host) || (subdomains && name.endsWith("." + host)))
                    && (scheme.isEmpty() || scheme.equals(lower(origin.getScheme())))
                    && (port < 0 || port == portOf(origin));
        }
    }
}
