package dev.redstart.load.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;

import dev.redstart.load.run.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options, the same for every scenario, that say which server is loaded. Written by picocli, then only read. */
public final class ServerOptions {
    @Option(names = "--server", paramLabel = "CMD", description = """
            Bash command that starts the server under test; {port} stands for a free port, {data} for an empty folder. \
            It must become the server (java …, or a script that execs it). JAVA_HOME is the JDK of this client. \
            Default: the example chat for idle and chat, else channels/conformance-app accept without presence.""")
    private @Nullable String command;

    @Option(names = "--path", paramLabel = "PATH", defaultValue = "/socket/websocket", description = "Where the started server has its socket; ${DEFAULT-VALUE} by default.")
    private String path = "";

    @Option(names = "--java-opts", paramLabel = "OPTS", description = """
            JAVA_OPTS of the started server. Default: JAVA_OPTS of this shell, else -XX:+UseParallelGC, under which \
            bytes per connection are compared.""")
    private @Nullable String javaOpts;

    @Option(names = "--ready", paramLabel = "SECONDS", defaultValue = "300", description = "How long the started server may take until it accepts connections, building included; ${DEFAULT-VALUE} by default.")
    private int readySeconds;

    @Option(names = "--url", paramLabel = "URL", converter = WebSocketUrl.class, description = "Load the server that already runs at this ws:// URL instead of starting one.")
    private @Nullable URI url;

    @Option(names = "--pid", paramLabel = "PID", description = "With --url: the pid of that server's JVM, to measure it.")
    private @Nullable Long pid;

    /**
     * The server to load: started, or the one that runs already; the example chat if nothing is said.
     *
     * @param scenario names the server's log file
     */
    public ServerUnderTest open(String scenario, RunFolder folder) throws IOException, InterruptedException {
        return open(scenario, folder, exampleChat(folder));
    }

    /** The server to load; if nothing is said, the smallest that knows ping and shout: the acceptance app. */
    public ServerUnderTest openAccept(String scenario, RunFolder folder) throws IOException, InterruptedException {
        return open(scenario, folder, acceptApp(folder));
    }

    /** The bash command of the acceptance app. Members are not tracked: presence is measured by itself. */
    public static String acceptApp(RunFolder folder) {
        return "env PRESENCE=off " + quoted(folder.repository().resolve("channels/conformance-app").toString())
                + " accept {port}";
    }

    private ServerUnderTest open(String scenario, RunFolder folder, String usual)
            throws IOException, InterruptedException {
        if (url != null) {
            return ServerUnderTest.attached(url, pid == null ? OptionalLong.empty() : OptionalLong.of(pid));
        }
        if (pid != null) {
            throw new IllegalArgumentException("--pid must come with --url, was alone: " + pid);
        }
        var launch = launch(scenario, folder, command == null ? usual : command);
        System.err.println("starting " + launch.shell() + ", its output goes to " + launch.log());
        return ServerUnderTest.start(launch);
    }

    private ServerUnderTest.Launch launch(String scenario, RunFolder folder, String bash) throws IOException {
        int port = freePort();
        var shell = bash
                .replace("{port}", Integer.toString(port))
                .replace("{data}", quoted(folder.newDataFolder().toString()));
        return new ServerUnderTest.Launch(shell, URI.create("ws://127.0.0.1:" + port + path), javaOpts(),
                folder.result(scenario, "server.log"), Duration.ofSeconds(readySeconds));
    }

    private String javaOpts() {
        return javaOpts != null ? javaOpts : System.getenv().getOrDefault("JAVA_OPTS", "-XX:+UseParallelGC");
    }

    private static String exampleChat(RunFolder folder) {
        return quoted(folder.repository().resolve("example-chat/run").toString()) + " --port {port} --data {data}";
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** A port that nobody listens on now. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Accepts {@code ws://HOST:PORT/PATH} and fills in port 80 where none is said. */
    static final class WebSocketUrl implements ITypeConverter<URI> {
        @Override
        public URI convert(String text) throws Exception {
            var uri = new URI(text);
            if (!"ws".equals(uri.getScheme()) || uri.getHost() == null) {
                throw new TypeConversionException("must look like ws://HOST:PORT/PATH, was " + text);
            }
            int port = uri.getPort() == -1 ? 80 : uri.getPort();
            var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return new URI("ws://" + uri.getHost() + ":" + port + path + query);
        }
    }
}
