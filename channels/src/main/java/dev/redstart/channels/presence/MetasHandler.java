package dev.redstart.channels.presence;

/**
 * Hears on the server what clients hear as {@code presence_diff}: for what depends on who is there, for example a game that begins with
 * the second player.
 *
 * <p>Threading: runs in a process of its own on each node and for each shard, one call at a time, after the clients were told. It may
 * block. If it throws, that is told, and the state stays as it was.
 *
 * @param <S> what it keeps from one call to the next, lost when its process is
 */
@FunctionalInterface
public interface MetasHandler<S> {
    /**
     * Something has changed.
     *
     * @param presence tells who is there now, which may be more than what the diff says
     * @return the state for the next call
     */
    S handleMetas(String topic, PresenceDiff diff, Presence presence, S state) throws Exception;
}
