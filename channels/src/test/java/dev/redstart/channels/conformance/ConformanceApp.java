package dev.redstart.channels.conformance;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import dev.redstart.Redstart;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.supervisor.SupervisorSpec;

/** Starts one of the servers of CONFORMANCE-APPS.md: {@code accept|golden|echo PORT}, more from the environment. */
public final class ConformanceApp {
    private static final String USAGE = "usage: conformance-app [--print] accept|golden|echo PORT";
    private static final int MAX_PORT = 65_535;

    /**
     * What the environment says.
     *
     * @param bind the address
     * @param idleTimeout of {@code accept}
     * @param presence whether members are tracked
     */
    record Settings(String bind, Duration idleTimeout, boolean presence) {
        static Settings of(Map<String, String> environment) {
            return new Settings(environment.getOrDefault("BIND", "127.0.0.1"),
                    Duration.ofMillis(Long.parseLong(environment.getOrDefault("IDLE_TIMEOUT_MS", "60000"))),
                    !environment.getOrDefault("PRESENCE", "on").equals("off"));
        }
    }

    /** A server that is ready to be started. */
    record App(SupervisorSpec tree, Endpoint endpoint) {}

    private ConformanceApp() {}

    /** Runs until it is told to stop. */
    public static void main(String[] args) {
        var port = args.length == 2 ? port(args[1]) : Optional.<Integer>empty();
        if (port.isEmpty()) {
            exit();
        }
        var app = app(args[0], port.orElseThrow(), Settings.of(System.getenv()));
        Redstart.run(app.tree, running -> System.out.println("ready " + app.endpoint.port(running.node())));
    }

    private static Optional<Integer> port(String text) {
        try {
            return Optional.of(Integer.valueOf(text)).filter(port -> port >= 0 && port <= MAX_PORT);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static App app(String mode, int port, Settings settings) {
        var endpoint = Endpoint.on(port).bind(settings.bind);
        return switch (mode) {
            case "accept" -> Accept.app(endpoint, settings);
            case "golden" -> Golden.app(endpoint);
            case "echo" -> Echo.app(endpoint);
            default -> throw exit();
        };
    }

    private static IllegalArgumentException exit() {
        System.err.println(USAGE);
        System.exit(2);
        return new IllegalArgumentException(USAGE);
    }
}
