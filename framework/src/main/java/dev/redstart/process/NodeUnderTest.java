package dev.redstart.process;

import java.util.List;

/**
 * The door for test kits: a node on a time of the kit's own, and what one can see of its activity. Watching costs, so an ordinary
 * {@link LocalNode} has none of it. It is a development node ({@link LocalNode#DEV_PROPERTY}). Tests use {@code dev.redstart.process.test.TestRuntime}, which stands on this.
 *
 * <p>Processes that run on an IO thread are not watched.
 *
 * <p>Threading: all methods may be called from any thread.
 */
public final class NodeUnderTest {
    private final WatchedTimers timers;
    private final LocalNode node;

    NodeUnderTest(String name, NodeTime time, Scheduler scheduler) {
        this.timers = new WatchedTimers(time);
        this.node = new LocalNode(name, scheduler, timers, NodeRules.ofSystemProperties().dev(true));
    }

    /** On the machine's time. */
    public static NodeUnderTest onSystemTime(String name) {
        return new NodeUnderTest(name, new SystemTime(name), Scheduler.workers());
    }

    /** On a time that somebody else makes. Calls, stops and starts on the node wait by it as timers do. */
    public static NodeUnderTest on(String name, NodeTime time) {
        return new NodeUnderTest(name, time, Scheduler.workers());
    }

    /** The node. Closing it closes the machine's time of {@link #onSystemTime}, too. */
    public LocalNode node() {
        return node;
    }

    /**
     * Whether nothing moves: no callback runs or is about to, but those that wait within the runtime (for a reply, a start, an end), and
     * none of these has what it waits for. Then only somebody outside of the node, or its time, can set anything going.
     */
    public boolean isQuiet() {
        return timers.isQuiet();
    }

    /** The processes that live, as far as they have ever run; those that have lost their parent among them. */
    public List<Pid> living() {
        return List.copyOf(timers.living());
    }

    /** What runs right now, waiting or not, also of processes that have ended: pid, label and stack of each. For people. */
    public List<String> running() {
        return timers.running();
    }

    /** The timers that wait to fire, each with what it does. Not among them are the limits of calls and asks. For people. */
    public List<String> timers() {
        return timers.waiting();
    }
}
