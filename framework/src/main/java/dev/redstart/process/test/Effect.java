package dev.redstart.process.test;

import java.time.Duration;

import dev.redstart.process.ExitReason;
import dev.redstart.process.MonitorRef;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.TimerRef;

/** Something a callback did through its {@link ProcessContext}, as a {@link GenServerTester} saw it. */
public sealed interface Effect {
    /** Sent itself {@code message}. */
    record ToldSelf(Object message) implements Effect {}

    /** Started a timer: {@code sendAfter}, of which {@code what} is the message, or {@code startTimer}, of which it is the term. */
    record TimerStarted(TimerRef ref, Duration delay, Object what) implements Effect {}

    /** Linked itself to {@code other}. */
    record Linked(Pid other) implements Effect {}

    /** Ended its link to {@code other}. */
    record Unlinked(Pid other) implements Effect {}

    /** Monitors {@code target}. */
    record Monitored(Pid target, MonitorRef ref) implements Effect {}

    /** Monitors the holder of {@code name}. */
    record MonitoredName(Name<?> name, MonitorRef ref) implements Effect {}

    /** Took a monitor back. */
    record Demonitored(MonitorRef ref) implements Effect {}

    /** Sent {@code target} an exit signal. */
    record Exited(Pid target, ExitReason reason) implements Effect {}

    /** Traps exits from now on, or no more. */
    record TrapsExit(boolean trap) implements Effect {}

    /** Calls itself so. */
    record Labelled(String label) implements Effect {}

    /** Took a name. */
    record Registered(Name<?> name) implements Effect {}

    /** Tied {@code resource} to its life. */
    record Owned(AutoCloseable resource) implements Effect {}

    /** Gave {@code resource} up. */
    record Disowned(AutoCloseable resource) implements Effect {}

    /** Asked to hear {@code Signal.Idle} after that much silence. */
    record AskedForIdle(Duration silence) implements Effect {}

    /** Expects to hear nothing for long. */
    record Hibernated() implements Effect {}

    /** Asked to stop; {@code terminate} has run. */
    record Stopped(ExitReason reason) implements Effect {}
}
