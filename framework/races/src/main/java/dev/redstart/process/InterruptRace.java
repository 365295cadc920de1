package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A process is killed while its activation ends: the interrupt meant for it does not reach what its thread runs next. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the thread goes on as if nothing had been")
@Outcome(expect = Expect.FORBIDDEN, desc = "the next process is interrupted, or the kill did not work")
@State
public class InterruptRace {
    private final LocalPid process = Races.plain();

    public InterruptRace() {
        process.pushSystem(new SystemMessage.Idle(-1)); // of no meaning, but it has to be looked at
    }

    @Actor
    public void killer(ZZ_Result result) {
        result.r1 = process.die(ExitReason.KILLED, null);
    }

    @Actor
    public void worker(ZZ_Result result) {
        ((Runnable) process).run();
        result.r2 = Thread.interrupted();
    }
}
