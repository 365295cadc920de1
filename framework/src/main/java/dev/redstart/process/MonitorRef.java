package dev.redstart.process;

/** One monitoring of one process by another; see {@link ProcessContext#monitor(Pid)}. Compared by identity. */
@TrustedImmutable
public sealed interface MonitorRef permits ProcessMonitor {}
