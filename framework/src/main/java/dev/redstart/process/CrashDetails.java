package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was around a process when it crashed. Texts of messages, states and values are what {@link GenServer#redactMessage} and
 * {@link GenServer#redactState} leave, cut to {@value #MAX_TEXT} characters.
 *
 * @param names its names on the node
 * @param ancestors who started it, and who started that one, up to the node's first process
 * @param callers on whose behalf it worked; see {@link ProcessContext#callers}
 * @param links processes linked to it, beside its parent and children
 * @param monitors processes it watched
 * @param trapsExits whether exit signals came as messages
 * @param uptime how long it lived; empty for processes of a {@link ProcessKind}
 * @param platformThread whether it ran on a platform thread
 * @param lastMessage the message it was handling
 * @param state the state before that message; empty if the crash was brought about from another thread
 * @param locals its values; see {@link ProcessContext#local(Key)}
 * @param waitingMessages the first {@value #MAX_WAITING} messages that waited
 * @param client who waits for a reply to the last message
 */
public record CrashDetails(List<String> names, List<Pid> ancestors, List<Pid> callers, List<Pid> links,
        List<Pid> monitors,
        boolean trapsExits, Optional<Duration> uptime, boolean platformThread, Optional<String> lastMessage,
        Optional<String> state, Map<String, String> locals, List<String> waitingMessages, Optional<Client> client) {
    static final int MAX_TEXT = 1024;
    static final int MAX_WAITING = 10;

    /**
     * Who made the call.
     *
     * @param pid the calling process; empty if it was no process
     * @param thread the name of the calling thread
     * @param stack where it waits, innermost frame first; empty if it does not wait
     */
    public record Client(Optional<Pid> pid, String thread, List<String> stack) {
        public Client {
            stack = List.copyOf(stack);
        }
    }

    public CrashDetails {
        names = List.copyOf(names);
        ancestors = List.copyOf(ancestors);
        callers = List.copyOf(callers);
        links = List.copyOf(links);
        monitors = List.copyOf(monitors);
        locals = Map.copyOf(locals);
        waitingMessages = List.copyOf(waitingMessages);
    }
}
