package dev.redstart.load.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.redstart.load.run.RunFolder;
import dev.redstart.load.server.ServerOptions;

/** Servers that know join, heartbeat, ping and shout. Those in Java are among the tests, the others are built by {@code src/peers/build}. */
enum Contestant {
    redstart("Redstart") {
        @Override
        String command(RunFolder folder) {
            return ServerOptions.acceptApp(folder);
        }
    },
    undertow("Undertow") {
        @Override
        String command(RunFolder folder) throws IOException {
            return java(folder, "UndertowPeer");
        }
    },
    netty("Netty") {
        @Override
        String command(RunFolder folder) throws IOException {
            return java(folder, "NettyPeer");
        }
    },
    vertx("Vert.x") {
        @Override
        String command(RunFolder folder) throws IOException {
            return java(folder, "VertxPeer");
        }
    },
    /** One process, so one core: what it needs of it can be compared, its rates only with half of the others'. */
    node("node ws") {
        @Override
        String command(RunFolder folder) {
            return "node '" + folder.path().resolve("target/peers/node-ws/server.mjs") + "' {port}";
        }

        @Override
        Optional<Path> needs(RunFolder folder) {
            return Optional.of(folder.path().resolve("target/peers/node-ws/node_modules/ws"));
        }
    },
    go("Go gorilla") {
        @Override
        String command(RunFolder folder) {
            return "'" + folder.path().resolve("target/peers/go-gorilla") + "' {port}";
        }

        @Override
        Optional<Path> needs(RunFolder folder) {
            return Optional.of(folder.path().resolve("target/peers/go-gorilla"));
        }
    };

    private final String label;

    Contestant(String label) {
        this.label = label;
    }

    /** The bash command that starts it, with {@code {port}}. */
    abstract String command(RunFolder folder) throws IOException;

    /** Whether it sends by write(2), which alone can be counted from outside; Netty's native transport, also below Vert.x, does not. */
    boolean sendsByWrite() {
        return this != netty && this != vertx;
    }

    /** A file without which it cannot be started. */
    Optional<Path> needs(RunFolder folder) {
        return Optional.empty();
    }

    /** Why it cannot take part, and what can be done about it; empty if it can. */
    Optional<String> missing(RunFolder folder) {
        return needs(folder).filter(file -> !Files.exists(file))
                .map(file -> label + " is left out: run load-tests/src/peers/build, which makes " + file
                        + " and says what it needs");
    }

    String label() {
        return label;
    }

    private static String java(RunFolder folder, String name) throws IOException {
        var target = folder.path().resolve("target");
        return "$JAVA_HOME/bin/java -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED"
                + " --sun-misc-unsafe-memory-access=allow $JAVA_OPTS -cp '" + target.resolve("test-classes") + ":"
                + Files.readString(target.resolve("gatling.classpath")).strip() + "' dev.redstart.load.peer." + name
                + " {port}";
    }
}
