package dev.redstart.process;

import org.jspecify.annotations.Nullable;

/** A process that monitors another; also hangs on its watcher, so that the watcher's end removes it. */
sealed class ProcessMonitor extends Watch implements MonitorRef permits NameMonitor {
    final LocalPid watcher;
    /** Neighbours in the watcher's list, guarded by the watcher's {@link Extension}. */
    @Nullable
    ProcessMonitor nextOfWatcher;
    @Nullable
    ProcessMonitor previousOfWatcher;
    boolean attachedToWatcher;
    /** Set by the watcher: a DOWN that is already in its mailbox is to be skipped. */
    volatile boolean flushed;

    ProcessMonitor(LocalPid watcher, LocalPid target) {
        super(target);
        this.watcher = watcher;
    }

    @Override
    final void down(ExitReason reason) {
        watcher.forgetMonitor(this);
        watcher.pushSystem(new SystemMessage.Down(this, reason));
    }

    /** What the watcher hears. */
    Signal signal(ExitReason reason) {
        return new Signal.Down(this, target, reason);
    }

    @Override
    public String toString() {
        return "Monitor[" + watcher + " of " + target + "]";
    }
}
