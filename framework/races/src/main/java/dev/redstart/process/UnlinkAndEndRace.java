package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** After unlink has returned no exit because of the link comes; one that waits already stays (OTP.md 1.4). */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "the end was first, and waits already")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "the unlink was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "an exit after the unlink")
@State
public class UnlinkAndEndRace {
    private final LocalPid one = Races.trapping();
    private final LocalPid other = Races.plain();

    public UnlinkAndEndRace() {
        one.linkTo(other);
    }

    @Actor
    public void unlinker(ZZ_Result result) {
        one.unlinkFrom(other);
        result.r1 = !one.isIdle();
    }

    @Actor
    public void killer() {
        Races.end(other);
    }

    @Arbiter
    public void heard(ZZ_Result result) {
        result.r2 = Races.count(one, SystemMessage.Exit.class) > 0;
    }
}
