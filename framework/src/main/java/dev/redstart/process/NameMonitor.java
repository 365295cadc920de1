package dev.redstart.process;

import java.util.Optional;

/** A monitor of whoever held a name when it was made (OTP.md 1.5). If nobody did it hangs nowhere. */
final class NameMonitor extends ProcessMonitor {
    private final Name<?> name;

    /** @param holder the holder, or if there is none the watcher itself, to which this is never attached */
    private NameMonitor(LocalPid watcher, LocalPid holder, Name<?> name) {
        super(watcher, holder);
        this.name = name;
    }

    static MonitorRef start(LocalPid watcher, Name<?> name) {
        Optional<? extends ProcessRef<?>> holder = watcher.node().whereis(name);
        if (holder.isPresent()) {
            return watcher.startMonitor(new NameMonitor(watcher, (LocalPid) holder.get().pid(), name));
        }
        var monitor = new NameMonitor(watcher, watcher, name);
        monitor.down(ExitReason.NO_PROC);
        return monitor;
    }

    @Override
    Signal signal(ExitReason reason) {
        return new Signal.NameDown(this, name, watcher.nodeName(), reason);
    }

    @Override
    public String toString() {
        return "Monitor[" + watcher + " of " + name + "]";
    }
}
