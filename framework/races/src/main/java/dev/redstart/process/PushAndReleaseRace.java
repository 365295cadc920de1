package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A message that comes while the taker goes to rest is seen by the taker, or wakes it: never neither, never both. */
@JCStressTest
@Outcome(id = "QUEUED, false", expect = Expect.ACCEPTABLE, desc = "the taker saw it and goes on")
@Outcome(id = "WOKE, true", expect = Expect.ACCEPTABLE, desc = "the taker rests, and is woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up, or two activations")
@State
public class PushAndReleaseRace {
    private final Inbox inbox = new Races.BareInbox(true);

    @Actor
    public void sender(LL_Result result) {
        result.r1 = inbox.push("message", 10);
    }

    @Actor
    public void taker(LL_Result result) {
        result.r2 = inbox.release();
    }
}
