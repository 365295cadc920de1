package dev.redstart.process.test;

import dev.redstart.process.ExitReason;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.TraceEvent;

/**
 * What can go wrong with the process that holds a name, at a test's wish. Each method gives the process it hit, for
 * {@link TestRuntime#awaitRestart}.
 */
public final class Chaos {
    private final TestRuntime runtime;

    Chaos(TestRuntime runtime) {
        this.runtime = runtime;
    }

    private Pid holder(Name<?> name) {
        return runtime.node().whereis(name).orElseThrow(() -> new AssertionError("no process holds the name " + name))
                .pid();
    }

    /** Kills it. */
    public Pid kill(Name<?> name) {
        var pid = holder(name);
        runtime.kill(pid);
        return pid;
    }

    /** Has it handle nothing from now on, as if it were very slow: messages wait, callers time out. Until {@link #resume}. */
    public Pid pause(Name<?> name) {
        var pid = holder(name);
        runtime.node().inspector(pid).suspend();
        return pid;
    }

    /** Has it go on with what waits. */
    public Pid resume(Name<?> name) {
        var pid = holder(name);
        runtime.node().inspector(pid).resume();
        return pid;
    }

    /**
     * Has it end abnormally when it takes its next message, which is lost. No crash report comes of it; a process that traps exits ends as
     * {@link ExitReason.Killed}.
     */
    public Pid crashNext(Name<?> name) {
        var pid = holder(name);
        runtime.node().inspector(pid).trace(event -> {
            if (event instanceof TraceEvent.Received) {
                crash(pid);
            }
        });
        return pid;
    }

    /** On the process's own thread: once it has ended the next exit unwinds it, so it does not come to its handler. */
    private void crash(Pid pid) {
        runtime.node().exit(pid, ExitReason.Crash.of(new IllegalStateException("chaos")));
        runtime.node().exit(pid, ExitReason.KILL);
        runtime.node().exit(pid, ExitReason.KILL);
    }
}
