/**
 * Processes: isolated, sequential, cheap. A process owns a state, has a mailbox and a pid, and fails alone. The rules are OTP's: exit
 * signals, links, monitors, names, registries, timers, and {@link dev.redstart.process.GenServer} as the way to write one.
 *
 * <p>Made of them: {@link dev.redstart.process.Task} for a computation whose result one process waits for,
 * {@link dev.redstart.process.TaskStream} for many of those, {@link dev.redstart.process.Agent} for a value that several processes share.
 *
 * <p>Start reading at {@link dev.redstart.process.GenServer}, then {@link dev.redstart.process.ProcessContext} (what a callback may do)
 * and {@link dev.redstart.process.ProcessRef} (what everybody else may do). Processes are found by {@link dev.redstart.process.Name} or,
 * many of a sort, in a {@link dev.redstart.process.Registry}.
 */
@NullMarked
package dev.redstart.process;

import org.jspecify.annotations.NullMarked;
