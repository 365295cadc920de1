package dev.redstart.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to hear what comes and goes in a {@link Registry}. Threading: any thread. */
@SuppressWarnings("ReferenceEquality") // a process is its identity
final class RegistryListeners<K, V> {
    /** One call of {@link #add}: one and the same process may listen twice. Compared by identity. */
    private static final class Listener<K, V> {
        final ProcessRef<? super RegistryEvent<K, V>> address;

        Listener(ProcessRef<? super RegistryEvent<K, V>> address) {
            this.address = address;
        }
    }

    private final List<Listener<K, V>> listeners = new CopyOnWriteArrayList<>();

    /** @return takes it back when closed */
    AutoCloseable add(ProcessRef<? super RegistryEvent<K, V>> address) {
        var listener = new Listener<>(address);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * Puts {@code event} into the mailboxes. Under the lock of the event's key, maybe in the middle of an end, so it does nothing else.
     *
     * @param woken gets those the caller has to schedule when it holds no lock any more
     */
    void tell(RegistryEvent<K, V> event, List<LocalPid> woken) {
        for (var listener : listeners) {
            try {
                var process = (LocalPid) listener.address.pid();
                var pushed = process.push(event, Integer.MAX_VALUE);
                if (pushed == Inbox.Push.WOKE) {
                    woken.add(process);
                } else if (pushed == Inbox.Push.CLOSED) {
                    forget(listener, process);
                }
            } catch (CallException.NoProcess _) {
                // a name that nobody has now, but maybe later
            }
        }
    }

    /** A process that has ended never hears anything again; a name may be somebody else's soon. */
    private void forget(Listener<K, V> listener, LocalPid ended) {
        if (listener.address == ended) {
            listeners.remove(listener);
        }
    }
}
