package dev.redstart.example.chat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import dev.redstart.Redstart;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Pid;

/** The chat in this JVM, which can be stopped and started again where its clients look for it. */
final class RunningChat implements AutoCloseable {
    private final ChatOptions options;
    private Redstart running;

    private RunningChat(ChatOptions options) {
        this.options = options;
        start();
    }

    static RunningChat in(Path data) {
        return new RunningChat(new ChatOptions(freePort(), data, Optional.empty()));
    }

    /** Below the ports that systems give out themselves, or somebody else might get it while the chat is stopped. */
    private static int freePort() {
        for (int tries = 0; tries < 100; tries++) {
            try (var socket = new ServerSocket(ThreadLocalRandom.current().nextInt(10_000, 30_000))) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // the next one, then
            }
        }
        throw new AssertionError("of 100 ports below 30000 none is free");
    }

    String url(String scheme) {
        return scheme + "://localhost:" + options.port();
    }

    void start() {
        running = Redstart.start(new Chat(options).tree());
    }

    void stop() {
        running.close();
    }

    @Override
    public void close() {
        stop();
    }

    void kill(Pid pid) {
        running.exit(pid, ExitReason.KILL);
    }

    /** All processes there are now. */
    Set<Pid> processes() {
        var found = new HashSet<Pid>();
        collect(running.root().ref().pid(), found);
        return found;
    }

    /** Those of them that are somebody in a room. */
    Set<Pid> channels() {
        var found = processes();
        found.removeIf(pid -> !running.info(pid).label().startsWith("channel "));
        return found;
    }

    private void collect(Pid pid, Set<Pid> found) {
        found.add(pid);
        running.children(pid).forEach(child -> collect(child, found));
    }
}
