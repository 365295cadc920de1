package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** What one sender sends arrives in its order, whenever the taker takes. */
@JCStressTest
@Outcome(id = "abc", expect = Expect.ACCEPTABLE, desc = "in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "out of order, lost or doubled")
@State
public class OrderRace {
    private final Inbox inbox = new Races.BareInbox(true);
    private final StringBuilder taken = new StringBuilder();

    @Actor
    public void sender() {
        inbox.push("a", 10);
        inbox.push("b", 10);
        inbox.push("c", 10);
    }

    @Actor
    public void taker() {
        takeAll();
        takeAll();
    }

    @Arbiter
    public void rest(L_Result result) {
        takeAll();
        result.r1 = taken.toString();
    }

    private void takeAll() {
        for (var item = inbox.take(); item != null; item = inbox.take()) {
            taken.append(item);
        }
    }
}
