package dev.redstart.process;

/**
 * A process that was started together with a monitor on it; see {@link ProcessContext#startMonitor}.
 *
 * @param ref the process
 * @param monitor the monitor the starter has on it
 * @param <M> the messages of the process
 */
public record Monitored<M>(ProcessRef<M> ref, MonitorRef monitor) {}
