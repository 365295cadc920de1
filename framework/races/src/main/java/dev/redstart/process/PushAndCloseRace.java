package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Who closes the mailbox of an idle process knows whether an activation was on its way. */
@JCStressTest
@Outcome(id = "WOKE, true", expect = Expect.ACCEPTABLE, desc = "the message was first")
@Outcome(id = "CLOSED, false", expect = Expect.ACCEPTABLE, desc = "the end was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "an activation nobody knows of, or one that never comes")
@State
public class PushAndCloseRace {
    private final Inbox inbox = new Races.BareInbox(false);

    @Actor
    public void sender(LL_Result result) {
        result.r1 = inbox.push("message", 10);
    }

    @Actor
    public void killer(LL_Result result) {
        result.r2 = inbox.close();
    }
}
