package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import javax.net.ssl.SSLContext;

import dev.redstart.endpoint.ExchangeHandler;
import dev.redstart.endpoint.PathTable;
import dev.redstart.endpoint.SocketRoute;
import dev.redstart.endpoint.limit.TrustedProxies;
import dev.redstart.process.LocalNode;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * Undertow's HTTP on IO threads of our own. The port is separate from the threads: a port can be closed while the connections that came
 * through it live on and say goodbye.
 */
public final class UndertowServer implements AutoCloseable {
    /** Bursts of connects wait in the kernel instead of being sent again by their clients seconds later. */
    private static final int BACKLOG = 8_192;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int TLS_BUFFER_BYTES = 17 * 1024;
    /**
     * Buffers that wait for the next request. None is kept for a thread: requests run on virtual threads, which come and go. They lie in the
     * heap, because Undertow frees others by means that the JDK warns of.
     */
    private static final int SPARE_BUFFERS = 256;
    private static final OptionMap PORT_OPTIONS = OptionMap.builder().set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true).set(Options.BACKLOG, BACKLOG)
            .set(Options.CONNECTION_HIGH_WATER, Integer.MAX_VALUE).set(Options.CONNECTION_LOW_WATER, Integer.MAX_VALUE)
            .getMap();
    private static final OptionMap TLS_OPTIONS = OptionMap.builder().addAll(PORT_OPTIONS)
            .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2")).getMap();
    /** Threads for files; everything else runs on IO threads and virtual threads. */
    private static final int FILE_THREADS = 4;

    /**
     * What is mounted.
     *
     * @param node the node
     * @param sockets what is upgraded
     * @param transports what takes requests of every method
     * @param handlers what takes GET and HEAD
     * @param files class path folders by path prefix
     * @param proxies whose word is taken for where a request comes from
     */
    public record Site(LocalNode node, PathTable<SocketRoute> sockets, PathTable<ExchangeHandler> transports,
            PathTable<ExchangeHandler> handlers, Map<String, String> files, TrustedProxies proxies) {}

    /** A port that is open. Closing it leaves the connections that came through it alone. */
    public final class OpenPort implements AutoCloseable {
        private final AcceptingChannel<? extends StreamConnection> channel;

        OpenPort(AcceptingChannel<? extends StreamConnection> channel) {
            this.channel = channel;
        }

        /** The address, with the port that was chosen. */
        public InetSocketAddress address() {
            return channel.getLocalAddress(InetSocketAddress.class);
        }

        @Override
        public void close() {
            UndertowServer.this.close(this);
        }
    }

    private final XnioWorker worker;
    private final HttpLimits limits;
    /** Those not closed yet. XNIO closes a port on the threads, and waits for ever if they have ended; so ports go first, under the lock. */
    private final Set<OpenPort> ports = new HashSet<>();
    private boolean closed;

    /**
     * Starts the threads.
     *
     * @param name shows in their names
     */
    public UndertowServer(String name, int ioThreads) {
        this(name, ioThreads, HttpLimits.DEFAULT);
    }

    UndertowServer(String name, int ioThreads, HttpLimits limits) {
        this.limits = limits;
        try {
            worker = Xnio.getInstance().createWorker(OptionMap.builder().set(Options.WORKER_NAME, name)
                    .set(Options.WORKER_IO_THREADS, ioThreads).set(Options.WORKER_TASK_CORE_THREADS, 1)
                    .set(Options.WORKER_TASK_MAX_THREADS, FILE_THREADS).set(Options.THREAD_DAEMON, true)
                    .set(Options.TCP_NODELAY, true).getMap());
        } catch (IOException e) {
            throw new UncheckedIOException("the IO threads of " + name + " did not start", e);
        }
    }

    /**
     * Opens a port.
     *
     * @throws IOException if it cannot be opened, or the threads have ended
     */
    public OpenPort listen(InetSocketAddress address, Site site) throws IOException {
        return listen(address, null, handler(site));
    }

    /**
     * The same through TLS: https and wss.
     *
     * @throws IOException if it cannot be opened, or the threads have ended
     */
    public OpenPort listen(InetSocketAddress address, SSLContext tls, Site site) throws IOException {
        return listen(address, tls, secure(handler(site)));
    }

    private static HttpHandler handler(Site site) {
        var handler = new SiteHandler(site);
        return site.proxies().isEmpty() ? handler : new ForwardedClient(site.proxies(), handler);
    }

    /** The HTTP below does not know of the TLS, which belongs to the socket that stays when HTTP has gone. */
    private static HttpHandler secure(HttpHandler next) {
        return exchange -> next.handleRequest(exchange.setRequestScheme("https"));
    }

    synchronized OpenPort listen(InetSocketAddress address, @Nullable SSLContext tls, HttpHandler handler)
            throws IOException {
        if (closed) {
            throw new IOException("cannot listen on " + address + ", its IO threads have ended");
        }
        var http = new HttpOpenListener(new DefaultByteBufferPool(false, BUFFER_BYTES, SPARE_BUFFERS, 0),
                OptionMap.builder().set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
                        .set(UndertowOptions.ENABLE_HTTP2, false)
                        .set(UndertowOptions.MAX_HEADER_SIZE, limits.headBytes())
                        .set(UndertowOptions.MAX_HEADERS, limits.headers())
                        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, limits.requestMillis())
                        .set(UndertowOptions.NO_REQUEST_TIMEOUT, limits.idleMillis()).getMap());
        http.setRootHandler(new BodyTimeLimit(handler, limits.requestMillis()));
        var port = new OpenPort(bind(address, tls, http));
        ports.add(port);
        return port;
    }

    private AcceptingChannel<? extends StreamConnection> bind(InetSocketAddress address, @Nullable SSLContext tls,
            HttpOpenListener http) throws IOException {
        AcceptingChannel<? extends StreamConnection> channel;
        try {
            channel = tls == null
                    ? worker.createStreamConnectionServer(address, feed(http), PORT_OPTIONS)
                    : new UndertowXnioSsl(worker.getXnio(), OptionMap.EMPTY, tlsBuffers(), tls)
                            .createSslConnectionServer(worker, address, feed(http), TLS_OPTIONS);
        } catch (BindException e) {
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
        channel.resumeAccepts();
        return channel;
    }

    /** A record that does not fit into one would never be read, and is a little longer than its 16 KiB of content. */
    private static ByteBufferPool tlsBuffers() {
        return new DefaultByteBufferPool(false, TLS_BUFFER_BYTES, SPARE_BUFFERS, 0);
    }

    private static <C extends StreamConnection> ChannelListener<AcceptingChannel<C>> feed(HttpOpenListener http) {
        return ChannelListeners.openListenerAdapter(socket -> http.handleEvent(new ThrowAwayConnection(socket)));
    }

    private synchronized void close(OpenPort port) {
        if (ports.remove(port)) {
            IoUtils.safeClose(port.channel);
        }
    }

    /** Closes the ports, and ends the threads and every connection on them. */
    @Override
    public synchronized void close() {
        closed = true;
        ports.forEach(port -> IoUtils.safeClose(port.channel));
        ports.clear();
        worker.shutdownNow();
    }
}
