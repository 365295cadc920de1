package dev.redstart.channels.presence;

import java.util.Map;

/**
 * Adds to those who are shown what every client should know about them: names and pictures from a database, with one query for all.
 *
 * {@snippet :
 * (topic, presences) -> {
 *     var users = store.users(presences.keySet());
 *     presences.replaceAll((key, present) -> present.with("user", users.get(key)));
 *     return presences;
 * }
 * }
 *
 * <p>Threading: for a list it runs in the process that asks for it, for a diff in a process of its own, once on each node. It may block.
 */
@FunctionalInterface
public interface Fetch {
    /**
     * Called once for each list, each page, the joins and the leaves of each diff.
     *
     * @param presences by key; may be changed
     * @return the same with more fields. Metas are not changed by it, nor who is there: a key that is missing in it stays as it was
     */
    Map<String, Present> fetch(String topic, Map<String, Present> presences) throws Exception;
}
