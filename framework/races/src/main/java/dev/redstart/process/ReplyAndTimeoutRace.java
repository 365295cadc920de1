package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLL_Result;

/** A reply and the caller's timeout meet at one alias: the first closes it, and what it was stays. */
@JCStressTest
@Outcome(id = "true, Closed, Closed", expect = Expect.ACCEPTABLE, desc = "the timeout was first")
@Outcome(id = "false, Reply, Reply", expect = Expect.ACCEPTABLE, desc = "the reply was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "an outcome that changed, or none")
@State
public class ReplyAndTimeoutRace {
    private final LocalPid server = Races.plain();
    private final ReplySlot<String> slot = new ReplySlot<>(server);

    public ReplyAndTimeoutRace() {
        server.attach(slot);
    }

    @Actor
    public void replier() {
        slot.reply("reply");
    }

    @Actor
    public void caller(ZLL_Result result) {
        result.r1 = slot.close();
        result.r2 = kind();
    }

    @Arbiter
    public void after(ZLL_Result result) {
        result.r3 = kind();
        Races.end(server);
    }

    private String kind() {
        var outcome = slot.outcome();
        return outcome instanceof Enum<?> closed
                ? closed.getDeclaringClass().getSimpleName()
                : String.valueOf(outcome).replaceAll("\\[.*", "");
    }
}
