package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A link to a process that ends at the same moment: made, and then the end is heard, or refused, and nothing is. */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "linked, and heard of the end")
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "it had ended")
@Outcome(expect = Expect.FORBIDDEN, desc = "an end nobody hears of, or one of a link that is none")
@State
public class LinkAndEndRace {
    private final LocalPid one = Races.trapping();
    private final LocalPid other = Races.plain();

    @Actor
    public void linker(ZI_Result result) {
        result.r1 = one.linkTo(other);
    }

    @Actor
    public void killer() {
        Races.end(other);
    }

    @Arbiter
    public void heard(ZI_Result result) {
        result.r2 = Races.count(one, SystemMessage.Exit.class);
    }
}
