package dev.redstart.endpoint;

/** What is mounted at a path to take connections: the channels' user socket, or a raw socket. The endpoint's one extension point. */
@FunctionalInterface
public interface ConnectionHandler {
    /**
     * Called once for each mount, before anything can connect. What is wrong with the handler's configuration is refused here.
     *
     * @param mount names the mount: unique on its node, for example {@code /socket on port 4000}
     */
    ConnectionAcceptor mount(String mount);
}
