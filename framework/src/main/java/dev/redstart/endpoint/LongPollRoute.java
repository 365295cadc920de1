package dev.redstart.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

import dev.redstart.endpoint.limit.AddressLimit;
import dev.redstart.endpoint.limit.Seat;
import dev.redstart.endpoint.token.Tokens;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.ProcessKind;
import dev.redstart.telemetry.Counter;
import dev.redstart.websocket.EncodedFrame;
import dev.redstart.websocket.HandshakeRequest;
import org.jspecify.annotations.Nullable;

/**
 * A socket's long-poll transport (PROTOCOL.md 17). The HTTP status is 200 for nearly everything; what became of a request stands in the
 * answer's JSON.
 *
 * <p>Threading: each request has a virtual thread of its own and waits on it.
 */
final class LongPollRoute implements ExchangeHandler, Drainable {
    private static final String TRANSPORT = "longpoll";
    /** Connections without a socket queue what their clients send, so the mailbox takes a few bodies. */
    private static final Mailbox MAILBOX = new Mailbox(1_000, Mailbox.Overflow.KILL_RECEIVER);
    private static final int ID_BYTES = 18;
    private static final int SMALL_BODY = 65_536;
    private static final int LARGE_BODIES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Gate gate;
    private final LongPoll options;
    private final Tokens tokens;
    private final ProcessKind<LongPollSession, Object> kind;
    private final Map<String, LongPollSession> sessions = new ConcurrentHashMap<>();
    private final Semaphore largeBodies = new Semaphore(LARGE_BODIES);
    private final Counter opened;
    private final Counter messagesIn;
    private final LongAdder polls = new LongAdder();

    LongPollRoute(LocalNode node, SocketMount mounted, String path, LongPoll options, AddressLimit seats) {
        this.gate = new Gate(node, mounted, path, seats);
        this.options = options;
        this.tokens = options.tokens(node::instant);
        this.kind = node.kind("connection " + path, new LongPollServer(), MAILBOX, true);
        var telemetry = node.telemetry();
        this.opened = telemetry.counter("redstart.connections.opened", "mount", path);
        this.messagesIn = telemetry.counter("redstart.ws.messages", "mount", path, "direction", "in");
        telemetry.gauge("redstart.connections", sessions::size, "mount", path);
        telemetry.gauge("redstart.longpoll.polls", polls::sum, "mount", path);
    }

    // ---- requests -----------------------------------------------------------------------------------------------------------------

    /** Any page may read the answers: who may connect is decided by its origin. */
    @Override
    public void handle(Exchange exchange) {
        exchange.header("Access-Control-Allow-Origin", "*");
        var request = request(exchange);
        var foreign = gate.originRefusal(request.http(), request.uri());
        if (foreign != null) {
            gate.refusedAtDoor(exchange.peer(), foreign);
            forbidden(exchange);
            return;
        }
        switch (exchange.method()) {
            case "OPTIONS" -> preflight(exchange);
            case "GET" -> get(exchange, request);
            case "POST" -> post(exchange);
            default -> exchange.status(400).empty();
        }
    }

    private static SocketRoute.Request request(Exchange exchange) {
        return SocketRoute.Request.of(new ExchangeRequest(exchange), exchange.scheme(), exchange.path(),
                exchange.queryString(), exchange.variables(), exchange.peer());
    }

    private static void preflight(Exchange exchange) {
        exchange.header("Access-Control-Allow-Headers",
                String.join(", ", exchange.headers("Access-Control-Request-Headers")));
        exchange.header("Access-Control-Allow-Methods", "get, post, options");
        exchange.header("Access-Control-Max-Age", "3600");
        exchange.empty();
    }

    private void get(Exchange exchange, SocketRoute.Request request) {
        var session = session(exchange);
        if (session == null) {
            connect(exchange, request);
            return;
        }
        var frames = session.poll(options.window(), polls);
        answer(exchange, frames.isEmpty() ? 204 : 200, session.token(), frames);
    }

    private void post(Exchange exchange) {
        var session = session(exchange);
        if (session == null) {
            answer(exchange, "{\"status\":410}");
            return;
        }
        var body = body(exchange);
        if (body.isEmpty()) {
            exchange.status(413).empty();
            return;
        }
        var messages = PostedMessage.parse(exchange.header("Content-Type").orElse(""), body.get());
        if (messages.isEmpty()) {
            exchange.status(400).empty();
            return;
        }
        var longest = gate.options().limits().maxFrameBytes(); // over WebSocket it would be one
        if (messages.get().stream().anyMatch(message -> message.content().remaining() > longest)) {
            exchange.status(413).empty();
            return;
        }
        messagesIn.add(messages.get().size());
        answer(exchange, "{\"status\":" + session.post(messages.get(), options.window()) + "}");
    }

    /** While a body comes, which may take its time, it is in memory: so not too many large ones at once, and the others wait for their turn. */
    private Optional<byte[]> body(Exchange exchange) {
        var most = options.maxBodyBytes();
        if (exchange.header("Content-Length").map(LongPollRoute::length).orElse(Long.MAX_VALUE) <= SMALL_BODY) {
            return exchange.body(most);
        }
        largeBodies.acquireUninterruptibly();
        try {
            return exchange.body(most);
        } finally {
            largeBodies.release();
        }
    }

    private static long length(String header) {
        try {
            return Long.parseLong(header);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }

    /** The live session the request shows a token for. The header is how newer clients send it. */
    private @Nullable LongPollSession session(Exchange exchange) {
        var session = exchange.header("X-Phoenix-Longpoll-Token").or(() -> exchange.query("token"))
                .flatMap(token -> tokens.verify(token).toOptional()).map(sessions::get).orElse(null);
        return session != null && session.isLive() ? session : null;
    }

    // ---- sessions -----------------------------------------------------------------------------------------------------------------

    private void connect(Exchange exchange, SocketRoute.Request request) {
        if (gate.isDraining()) {
            gate.refused(request.peer(), 503, "the endpoint is about to stop");
            exchange.status(503).empty();
            return;
        }
        var seat = gate.seat(request.peer());
        if (seat.isEmpty()) {
            gate.refused(request.peer(), 429, "the client has all the connections one address may have");
            exchange.status(429).empty();
            return;
        }
        var opened = false;
        try {
            opened = connect(exchange, request, seat.get());
        } finally {
            if (!opened) {
                seat.get().giveBack();
            }
        }
    }

    /** @return whether there is a session now, which gives the seat back when it ends */
    private boolean connect(Exchange exchange, SocketRoute.Request request, Seat seat) {
        var token = gate.options().authToken()
                ? exchange.header("X-Phoenix-AuthToken")
                : Optional.<String>empty();
        var decision = gate.ask(new ConnectRequest(gate.node(), TRANSPORT, request.http(), request.uri(),
                request.variables(), request.peer(), token, gate.options().session()));
        return switch (decision) {
            case ConnectDecision.Accept(var driver) -> open(exchange, driver, seat);
            case ConnectDecision.Refuse refusal ->
                refuse(exchange, "the application refused with " + refusal.status());
        };
    }

    private boolean open(Exchange exchange, ConnectionDriver driver, Seat seat) {
        var supervisor = gate.supervisor();
        if (supervisor.isEmpty()) {
            return refuse(exchange, "the supervisor of the connections is not running");
        }
        var bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        var id = Base64.getUrlEncoder().encodeToString(bytes);
        var session = new LongPollSession(new LongPollSession.Setting(gate, options.inactiveAfter(), exchange.peer(),
                tokens.sign(id), () -> {
                    sessions.remove(id);
                    seat.giveBack();
                }), driver);
        sessions.put(id, session);
        session.start(kind.spawn(session, supervisor.get()));
        opened.increment();
        answer(exchange, 410, session.token(), List.of());
        return true;
    }

    @Override
    public Gate gate() {
        return gate;
    }

    @Override
    public List<Connection> openConnections() {
        return List.copyOf(sessions.values());
    }

    // ---- answers ------------------------------------------------------------------------------------------------------------------

    /** @return false: there is no session */
    private boolean refuse(Exchange exchange, String why) {
        gate.refused(exchange.peer(), 403, why);
        forbidden(exchange);
        return false;
    }

    private static void forbidden(Exchange exchange) {
        answer(exchange, "{\"status\":403}");
    }

    private static void answer(Exchange exchange, int status, String token, List<EncodedFrame> frames) {
        var json = new StringBuilder("{\"status\":").append(status).append(",\"token\":\"").append(token)
                .append("\",\"messages\":[");
        for (int i = 0; i < frames.size(); i++) {
            json.append(i == 0 ? "" : ",");
            appendString(json, StandardCharsets.UTF_8.decode(frames.get(i).payload()));
        }
        answer(exchange, json.append("]}").toString());
    }

    /** RFC 8259 7. */
    private static void appendString(StringBuilder json, CharSequence text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    private static void answer(Exchange exchange, String json) {
        exchange.header("Cache-Control", "no-store");
        exchange.send("application/json; charset=utf-8", json);
    }

    /** An exchange as those see it who decide about connections. */
    private record ExchangeRequest(Exchange exchange) implements HandshakeRequest {
        @Override
        public String method() {
            return exchange.method();
        }

        @Override
        public String httpVersion() {
            return "HTTP/1.1";
        }

        @Override
        public List<String> headers(String name) {
            return exchange.headers(name);
        }
    }
}
