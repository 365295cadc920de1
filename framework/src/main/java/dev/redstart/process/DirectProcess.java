package dev.redstart.process;

/**
 * The body of a process in the direct style: a plain method that receives when it wants to, and ends the process by returning. It has a
 * thread of its own, so it is for processes that are few; for protocols with phases, where the next step waits for one kind of message and
 * the others can wait. Most processes are better off as a {@link GenServer}.
 *
 * {@snippet :
 * DirectProcess<String> greeter = self -> {
 *     for (var name = self.receive(); !name.equals("stop"); name = self.receive()) {
 *         System.out.println("hello " + name);
 *     }
 * };
 * var ref = node.start(ProcessSpec.direct("greeter", () -> greeter)).orElseThrow();
 * }
 *
 * <p>The runtime looks after what every loop would have to: a process that was ended unwinds at its next use of the context, also one that
 * traps exits and is told to end by its parent (its {@code finally} blocks run, within the parent's patience); requests of an
 * {@link Inspector} are answered whenever it receives.
 *
 * @param <M> the messages
 */
@FunctionalInterface
public interface DirectProcess<M> {
    /**
     * The whole life of the process. Returning ends it with {@link ExitReason.Normal}, whatever is thrown is a crash.
     *
     * @param self only for this method's own thread
     */
    void run(DirectContext<M> self) throws Exception;
}
