package dev.redstart.channels.conformance;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.Routes;
import dev.redstart.channels.UserSocket;
import dev.redstart.channels.conformance.ConformanceApp.App;
import dev.redstart.channels.presence.Presence;
import dev.redstart.endpoint.ConnectDecision;
import dev.redstart.endpoint.Drain;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.endpoint.Exchange;
import dev.redstart.endpoint.LongPoll;
import dev.redstart.endpoint.OriginPolicy;
import dev.redstart.endpoint.SocketOptions;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Pid;
import dev.redstart.pubsub.PubSub;
import dev.redstart.websocket.Compression;
import dev.redstart.websocket.WebSocketLimits;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;

/** CONFORMANCE-APPS.md 2: the app behind the recorded transcripts. */
final class Golden implements UserSocket<Optional<String>> {
    private static final WebSocketLimits LIMITS = WebSocketLimits.defaults();

    /** Does not wait for clients that do not answer a close: {@code /drain} is to answer at once. */
    private static final Drain QUICKLY = Drain.DEFAULT.limit(Duration.ofMillis(200));

    private final PubSub pubsub = PubSub.named("golden");
    private final Presence presence = Presence.named("golden-presence", pubsub);
    /** The latest channel of each topic, for {@code /kill}. */
    private final Map<String, Pid> channels = new ConcurrentHashMap<>();

    private Golden() {}

    static App app(Endpoint bound) {
        var golden = new Golden();
        // the recorded server looks for sessions that ended every 800 ms: they last 1.2 to 2 s from their last poll
        var main = SocketOptions.defaults().origins(OriginPolicy.list("//example.com", "//localhost")).authToken(true)
                .limits(LIMITS.withMaxFrameBytes(100_000)).drain(QUICKLY)
                .longPoll(LongPoll.on().window(Duration.ofMillis(800)).inactiveAfter(Duration.ofMillis(1_600)));
        var quick = SocketOptions.defaults().drain(QUICKLY).limits(LIMITS.withIdleTimeout(Duration.ofMillis(400)));
        var sockets = bound.socket("/socket", golden, main).socket("/quick", golden, quick).socket("/one", golden,
                SocketOptions.defaults().drain(QUICKLY).compression(Compression.defaults()));
        var endpoint = sockets.get("/disconnect/:id", golden::disconnect).get("/bc/:topic", golden::broadcast)
                .get("/kill/:topic", golden::kill).get("/drain", exchange -> {
                    sockets.drain(exchange.node());
                    exchange.text("ok");
                });
        return new App(supervisor("golden").child(golden.pubsub).child(golden.presence).child(endpoint), endpoint);
    }

    private void disconnect(Exchange exchange) {
        new Broadcast("users:" + exchange.variables().get("id"), "disconnect", Map.of()).on(pubsub);
        exchange.text("ok");
    }

    private void broadcast(Exchange exchange) {
        new Broadcast(exchange.variables().getOrDefault("topic", ""), "ext", Map.of("x", 1)).on(pubsub);
        exchange.text("ok");
    }

    private void kill(Exchange exchange) {
        var channel = channels.get(exchange.variables().getOrDefault("topic", ""));
        if (channel != null) {
            exchange.node().exit(channel, ExitReason.KILL);
        }
        exchange.text(channel == null ? "no such channel" : "ok");
    }

    @Override
    public Routes routes() {
        return Routes.of("room:*", GoldenChannel.class, () -> new GoldenChannel(channels, presence)).and("exact",
                GoldenChannel.class, () -> new GoldenChannel(channels, presence));
    }

    @Override
    public PubSub pubsub() {
        return pubsub;
    }

    @Override
    public ConnectResult<Optional<String>> connect(Connect connect) {
        return switch (connect.param("reject").orElse("")) {
            case "error" -> ConnectResult.refused("error");
            case "limit" -> ConnectResult.refused("rate_limit");
            default -> ConnectResult.ok(connect.param("id"));
        };
    }

    @Override
    public Optional<String> id(Optional<String> id) {
        return id.map(known -> "users:" + known);
    }

    @Override
    public ConnectDecision.Refuse refusal(Object reason) {
        return reason.equals("rate_limit")
                ? ConnectDecision.Refuse.of(429, "Too many requests")
                : ConnectDecision.Refuse.of(403);
    }
}
