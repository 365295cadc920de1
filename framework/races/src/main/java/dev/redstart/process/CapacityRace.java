package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLI_Result;

/** Two messages for one place, while the mailbox is taken from: one gets it, and the length is right. */
@JCStressTest
@Outcome(id = {"WOKE, FULL, 1", "FULL, WOKE, 1"}, expect = Expect.ACCEPTABLE, desc = "one got the place")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or neither got it")
@State
public class CapacityRace {
    private final Inbox inbox = new Races.BareInbox(false);

    @Actor
    public void first(LLI_Result result) {
        result.r1 = inbox.push("first", 1);
    }

    @Actor
    public void second(LLI_Result result) {
        result.r2 = inbox.push("second", 1);
    }

    @Arbiter
    public void length(LLI_Result result) {
        result.r3 = inbox.length();
    }
}
