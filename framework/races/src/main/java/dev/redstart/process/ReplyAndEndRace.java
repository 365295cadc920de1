package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A reply and the end of the server meet at one alias: the first closes it, and what it was stays. */
@JCStressTest
@Outcome(id = "Reply, Reply", expect = Expect.ACCEPTABLE, desc = "the reply was first")
@Outcome(id = "Ended, Ended", expect = Expect.ACCEPTABLE, desc = "the end was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "an outcome that changed, or none")
@State
public class ReplyAndEndRace {
    private final LocalPid server = Races.plain();
    private final ReplySlot<String> slot = new ReplySlot<>(server);

    public ReplyAndEndRace() {
        server.attach(slot);
    }

    @Actor
    public void replier(LL_Result result) {
        slot.reply("reply");
        result.r1 = kind();
    }

    @Actor
    public void killer() {
        Races.end(server);
    }

    @Arbiter
    public void after(LL_Result result) {
        result.r2 = kind();
    }

    private String kind() {
        var outcome = slot.outcome();
        return outcome instanceof Enum<?> closed
                ? closed.getDeclaringClass().getSimpleName()
                : String.valueOf(outcome).replaceAll("\\[.*", "");
    }
}
