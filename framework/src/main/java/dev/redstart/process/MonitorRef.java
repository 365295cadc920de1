package dev.redstart.process;

/** One monitoring of one process by another; see {@link ProcessContext#monitor}. Compared by identity. */
@TrustedImmutable
public sealed interface MonitorRef permits ProcessMonitor {
    /** The process that is watched. */
    Pid target();
}
