package dev.redstart.pubsub.presence;

/**
 * Hears on each node what changes there, whatever node it happened on.
 *
 * <p>Threading: called in a process of its own for each shard, one call at a time, the changes of a topic in their order. It may block:
 * meanwhile changes are put together. What it throws is told and otherwise ignored.
 */
@FunctionalInterface
public interface TrackerListener {
    /** Something has changed. At most once for each change, but for one that was being told when the process was killed. */
    void changed(TopicDiff diff) throws Exception;
}
