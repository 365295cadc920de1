package dev.redstart.endpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import dev.redstart.endpoint.limit.AddressLimit;
import dev.redstart.endpoint.limit.TrustedProxies;
import dev.redstart.endpoint.undertow.UndertowServer;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.supervisor.ChildSpec;
import dev.redstart.supervisor.Startable;
import dev.redstart.supervisor.Strategy;
import dev.redstart.supervisor.SupervisorSpec;
import dev.redstart.telemetry.PrometheusMetrics;
import dev.redstart.websocket.WebSocketLimits;
import org.jspecify.annotations.Nullable;

/**
 * A port and what is mounted on it: sockets, HTTP handlers, files. Immutable; each method gives a changed copy. As a child of a supervisor
 * it is a supervisor of its own: the IO threads, every socket with its connections, and the open port, which is closed first at a stop.
 *
 * {@snippet :
 * Endpoint.on(4000)
 *         .socket("/socket", new ChatSocket())
 *         .files("/", "web")
 *         .get("/hello", exchange -> exchange.text("hello"));
 * }
 */
public final class Endpoint implements Startable {
    private static final int MAX_PORT = 65_535;

    private record Socket(ConnectionHandler handler, SocketOptions options) {}

    /** How clients come in. */
    private record Door(String host, int port, int ioThreads, @Nullable Tls tls, TrustedProxies proxies,
            OptionalInt maxPerAddress) {
        Door bind(String address) {
            return new Door(address, port, ioThreads, tls, proxies, maxPerAddress);
        }

        Door ioThreads(int count) {
            return new Door(host, port, count, tls, proxies, maxPerAddress);
        }

        Door tls(Tls other) {
            return new Door(host, port, ioThreads, other, proxies, maxPerAddress);
        }

        Door proxies(TrustedProxies others) {
            return new Door(host, port, ioThreads, tls, others, maxPerAddress);
        }

        Door maxPerAddress(int most) {
            return new Door(host, port, ioThreads, tls, proxies, OptionalInt.of(most));
        }
    }

    private final String name;
    private final Door door;
    private final Map<String, Socket> sockets;
    private final Map<String, ExchangeHandler> handlers;
    private final Map<String, String> files;

    private Endpoint(String name, Door door, Map<String, Socket> sockets, Map<String, ExchangeHandler> handlers,
            Map<String, String> files) {
        this.name = name;
        this.door = door;
        this.sockets = Collections.unmodifiableMap(new LinkedHashMap<>(sockets)); // the order of patterns counts
        this.handlers = Collections.unmodifiableMap(new LinkedHashMap<>(handlers));
        this.files = Map.copyOf(files);
    }

    /**
     * An endpoint with nothing mounted, on all addresses of this machine.
     *
     * @param port 0 for any that is free; {@link #port(LocalNode)} then tells
     */
    public static Endpoint on(int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port must be 0..65535, was " + port);
        }
        var door = new Door("0.0.0.0", port, Math.max(1, java.lang.Runtime.getRuntime().availableProcessors()), null,
                TrustedProxies.none(), OptionalInt.empty());
        return new Endpoint("endpoint", door, Map.of(), Map.of(), Map.of());
    }

    /** With a name of its own; two endpoints of one tree need different ones. */
    public Endpoint named(String other) {
        return new Endpoint(other, door, sockets, handlers, files);
    }

    /** Listens on that address only, for example {@code 127.0.0.1}. */
    public Endpoint bind(String address) {
        return through(door.bind(address));
    }

    /** With that many IO threads instead of one for each processor. */
    public Endpoint ioThreads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("ioThreads must be >= 1, was " + count);
        }
        return through(door.ioThreads(count));
    }

    /** Speaks TLS: https and wss, and nothing else on this port. */
    public Endpoint tls(Tls tls) {
        return through(door.tls(Objects.requireNonNull(tls, "tls")));
    }

    /**
     * Behind these proxies a request comes from where they say, in {@code Forwarded} or {@code X-Forwarded-For}: that is the client's address
     * everywhere, and its scheme is theirs, too. From anybody else such headers mean nothing. If both headers are there and name different
     * clients, one of them was made up, and the proxy itself counts as the client.
     *
     * @param networks such as {@code 10.0.0.0/8} and {@code ::1/128}, or single addresses
     * @throws IllegalArgumentException if one is neither
     */
    public Endpoint trustedProxies(String... networks) {
        return through(door.proxies(TrustedProxies.of(networks)));
    }

    /**
     * Lets one client have no more connections at once than that, by whatever transport; more are refused with 429. Off unless set, as all
     * clients behind one NAT are one client. An IPv6 client is known by the first 64 bits of its address.
     */
    public Endpoint maxConnectionsPerAddress(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("maxConnectionsPerAddress must be >= 1, was " + most);
        }
        return through(door.maxPerAddress(most));
    }

    private Endpoint through(Door other) {
        return new Endpoint(name, other, sockets, handlers, files);
    }

    /** {@link #socket(String, ConnectionHandler, SocketOptions)} with the default options. */
    public Endpoint socket(String path, ConnectionHandler handler) {
        return socket(path, handler, SocketOptions.defaults());
    }

    /**
     * Mounts a socket; its WebSocket transport answers at {@code path + "/websocket"}, unless the options say otherwise. A segment that
     * begins with a colon stands for any one segment, and becomes a param of the connect: {@code /socket/:tenant}.
     */
    public Endpoint socket(String path, ConnectionHandler handler, SocketOptions options) {
        return new Endpoint(name, door, with(sockets, path, new Socket(handler, options)), handlers, files);
    }

    /** Answers GET (and HEAD) at {@code path}, in which a segment like {@code :room} stands for any one. */
    public Endpoint get(String path, ExchangeHandler handler) {
        return new Endpoint(name, door, sockets, with(handlers, path, handler), files);
    }

    /** Answers GET at {@code path} with all meters of the system in Prometheus's text format. */
    public Endpoint metrics(String path) {
        var metrics = new MetricsHandler();
        return get(path, metrics);
    }

    /** Serves the files of a class path folder below {@code path}; for a folder, its {@code index.html}. */
    public Endpoint files(String path, String classPathFolder) {
        return new Endpoint(name, door, sockets, handlers, with(files, path, classPathFolder));
    }

    private static <T> Map<String, T> with(Map<String, T> known, String path, T added) {
        PathPattern.parse(path);
        if (known.containsKey(path)) {
            throw new IllegalArgumentException("something is mounted at " + path + " already");
        }
        var more = new LinkedHashMap<>(known);
        more.put(path, added);
        return more;
    }

    /**
     * The port this endpoint listens on, on a node where it runs.
     *
     * @throws dev.redstart.process.CallException.NoProcess if it does not run there
     */
    public int port(LocalNode node) {
        return node.ref(listener()).call(ListenerServer.PortOf::new);
    }

    private Name<ListenerServer.PortOf> listener() {
        return Name.of("listener of " + name);
    }

    /**
     * Sends all clients elsewhere now, as {@link SocketOptions#drain} says, and lets them in again afterwards; blocks until they are gone.
     * A stop does the same by itself.
     *
     * @return how many connections there were
     * @throws dev.redstart.process.CallException.NoProcess if it does not run there
     */
    public int drain(LocalNode node) {
        return node.ref(drainer()).call(Drainer.DrainNow::new, drainBudget());
    }

    private Name<Drainer.DrainNow> drainer() {
        return Name.of("drainer of " + name);
    }

    /** Each transport keeps its own limit, one after the other. */
    private Duration drainBudget() {
        var budget = Duration.ofSeconds(5);
        for (var socket : sockets.values()) {
            budget = budget.plus(socket.options.drain().limit().multipliedBy(2));
        }
        return budget;
    }

    /**
     * {@inheritDoc} The IO threads outlive the connections, which need them for their close frames; the port closes before these. The drainer
     * stands apart: it must not send clients away when the port is merely opened anew.
     */
    @Override
    public ChildSpec childSpec() {
        var sites = new AtomicReference<@Nullable Mounted>();
        return SupervisorSpec.supervisor(name).child(serving(sites))
                .child(ChildSpec.worker(drainer(), () -> new Drainer(() -> transports(sites.get())))
                        .shutdown(drainBudget()))
                .childSpec();
    }

    private static List<Drainable> transports(@Nullable Mounted mounted) {
        return mounted == null ? List.of() : mounted.transports;
    }

    private SupervisorSpec serving(AtomicReference<@Nullable Mounted> sites) {
        var mounts = sockets.entrySet().stream()
                .map(entry -> SocketMount.of(name, entry.getKey(), entry.getValue().handler(),
                        entry.getValue().options()))
                .toList();
        var io = Name.<IoServer.ServerOf>of("io of " + name);
        var lists = new ConcurrentHashMap<Thread, ConnectionList>();
        var socketSupervisor = SupervisorSpec.supervisor("sockets")
                .child(ChildSpec.worker("sweeper", () -> new Sweeper(lists, shortestLimit())));
        for (var mount : mounts) {
            socketSupervisor = socketSupervisor.child(mount);
        }
        return SupervisorSpec.supervisor("serving").strategy(Strategy.REST_FOR_ONE)
                .child(ChildSpec.worker(io, () -> new IoServer(() -> new UndertowServer(name, door.ioThreads))))
                .child(socketSupervisor)
                .child(ChildSpec.worker(listener(),
                        () -> new ListenerServer(this::open, io, node -> site(node, mounts, lists, sites))));
    }

    private Duration shortestLimit() {
        return sockets.values().stream().map(socket -> socket.options.limits())
                .flatMap(limits -> Stream.of(limits.idleTimeout(), limits.closeTimeout()))
                .min(Comparator.naturalOrder()).orElse(WebSocketLimits.defaults().closeTimeout());
    }

    /** What is mounted on one node. */
    private record Mounted(UndertowServer.Site site, List<Drainable> transports) {}

    /** One for each node: connections outlive the port they came through, so what counts them must, too. */
    private UndertowServer.Site site(LocalNode node, Iterable<SocketMount> mounts, Map<Thread, ConnectionList> lists,
            AtomicReference<@Nullable Mounted> sites) {
        var present = sites.get();
        if (present == null || !present.site.node().equals(node)) {
            present = mounted(node, mounts, lists);
            sites.set(present);
        }
        return present.site;
    }

    private Mounted mounted(LocalNode node, Iterable<SocketMount> mounts, Map<Thread, ConnectionList> lists) {
        var webSockets = new PathTable<SocketRoute>();
        var longPolls = new PathTable<ExchangeHandler>();
        var gets = new PathTable<ExchangeHandler>();
        handlers.forEach(gets::add);
        var transports = new ArrayList<Drainable>();
        var seats = door.maxPerAddress.isEmpty() ? AddressLimit.off() : AddressLimit.of(door.maxPerAddress.getAsInt());
        for (var socket : mounts) {
            var webSocket = new Mount(node, socket, lists, seats);
            webSockets.add(socket.path(), webSocket);
            transports.add(webSocket);
            socket.longPollPath().ifPresent(path -> {
                var longPoll = new LongPollRoute(node, socket, path, socket.options().longPoll().orElseThrow(),
                        seats);
                longPolls.add(path, longPoll);
                transports.add(longPoll);
            });
        }
        return new Mounted(new UndertowServer.Site(node, webSockets, longPolls, gets, files, door.proxies), transports);
    }

    private UndertowServer.OpenPort open(UndertowServer server, UndertowServer.Site site) throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName(door.host), door.port);
        return door.tls == null
                ? server.listen(address, site)
                : server.listen(address, door.tls.context(), site);
    }

    /** Keeps one registry for as long as one node asks. */
    private static final class MetricsHandler implements ExchangeHandler {
        private final Map<LocalNode, PrometheusMetrics> metrics = new java.util.WeakHashMap<>();

        @Override
        public void handle(Exchange exchange) {
            PrometheusMetrics ofNode;
            synchronized (metrics) {
                ofNode = metrics.computeIfAbsent(exchange.node(), node -> new PrometheusMetrics(node.telemetry()));
            }
            exchange.send(PrometheusMetrics.contentType(), ofNode.scrape());
        }
    }
}
