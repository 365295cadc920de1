package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.redstart.process.test.TestProbe.Terminated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** OTP.md 5, Links and monitors. */
class LinkAndMonitorTest {
    private static final ExitReason BOOM = new ExitReason.Custom("boom");

    @RegisterExtension
    final TestNode system = new TestNode();

    private void link(Probe one, Probe other) {
        one.act(context -> context.link(other.pid()));
    }

    @Test
    void l01_aLinkedPeerThatDoesNotTrapDiesOfTheSameReason() {
        var a = system.probe("a");
        var b = system.probe("b");
        link(a, b);
        var end = system.node().whenEnded(a.pid()).toCompletableFuture();

        b.crash("boom");

        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join())
                .isInstanceOfSatisfying(ExitReason.Crash.class, crash -> assertThat(crash.message()).isEqualTo("boom"));
        assertThat(a.heard()).as("no terminate").isEmpty();
    }

    @Test
    void l02_aLinkedPeerThatEndsNormalHurtsNobody() {
        var a = system.probe("a");
        var b = system.probe("b");
        link(a, b);

        b.step(_ -> Next.stop(0));
        system.awaitEnd(b.pid());

        a.heardNothing();
    }

    @Test
    void l03_aTrappingProcessHearsANormalEnd() throws Exception {
        var a = system.trapping("a");
        var b = system.probe("b");
        link(a, b);

        b.step(_ -> Next.stop(0));

        assertThat(a.next(Signal.Exit.class)).isEqualTo(new Signal.Exit(b.pid(), ExitReason.NORMAL));
    }

    @Test
    void l04_aTrappingProcessHearsAnExitSignalAndLives() throws Exception {
        var a = system.trapping("a");
        var b = system.probe("b");

        b.act(context -> context.exit(a.pid(), BOOM));

        assertThat(a.next(Signal.Exit.class)).isEqualTo(new Signal.Exit(b.pid(), BOOM));
        a.heardNothing();
    }

    @Test
    void l05_killCannotBeTrappedAndItsPeersHearKilled() throws Exception {
        var a = system.trapping("a");
        var peer = system.trapping("peer");
        link(a, peer);

        system.kill(a.pid());

        assertThat(peer.next(Signal.Exit.class)).isEqualTo(new Signal.Exit(a.pid(), ExitReason.KILLED));
        assertThat(a.heard()).isEmpty();
    }

    @Test
    void l06_normalEndsNobodyButTheSenderItself() {
        var a = system.probe("a");
        var b = system.probe("b");
        b.act(context -> context.exit(a.pid(), ExitReason.NORMAL));
        system.node().exit(a.pid(), ExitReason.NORMAL);
        a.heardNothing();
        var end = system.node().whenEnded(a.pid()).toCompletableFuture();

        a.later(context -> context.exit(context.pid(), ExitReason.NORMAL));

        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ExitReason.NORMAL);
        assertThat(a.heard()).as("no terminate").isEmpty();
    }

    @Test
    void l07_aPeerThatItselfExitsWithKillIsHeardAsKill() throws Exception {
        var trapping = system.trapping("trapping");
        var plain = system.probe("plain");
        var b = system.probe("b");
        link(trapping, b);
        link(plain, b);
        var end = system.node().whenEnded(plain.pid()).toCompletableFuture();

        b.step(_ -> Next.stop(ExitReason.KILL, 0));

        assertThat(trapping.next(Signal.Exit.class)).isEqualTo(new Signal.Exit(b.pid(), ExitReason.KILL));
        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ExitReason.KILL);
    }

    @Test
    void l08_linkingTwiceIsLinkingOnceAndUnlinkEndsIt() throws Exception {
        var a = system.trapping("a");
        var b = system.probe("b");
        link(a, b);
        link(a, b);
        link(b, a);
        system.kill(b.pid());
        a.next(Signal.Exit.class);
        a.heardNothing();

        var c = system.probe("c");
        link(a, c);
        link(a, c);
        a.act(context -> context.unlink(c.pid()));
        system.kill(c.pid());
        a.heardNothing();

        var d = system.probe("d");
        link(d, a);
        a.act(context -> context.unlink(d.pid()));
        system.kill(d.pid());
        a.heardNothing();
    }

    @Test
    void l08_unlinkingAlsoEndsTheLinkOfParentAndChild() {
        var parent = system.trapping("parent");
        var one = parent.startChild("one", false);
        parent.act(context -> context.unlink(one.pid()));
        system.kill(one.pid());
        parent.heardNothing();

        var two = parent.startChild("two", false);
        two.act(context -> context.unlink(context.parent()));
        assertThat(parent.<List<Pid>>run(ProcessContext::children)).containsExactly(two.pid());
        system.kill(parent.pid());
        two.heardNothing();
        system.kill(two.pid());
    }

    @Test
    void l09_linkingTheDeadIsAnErrorOrASignal() throws Exception {
        var dead = system.probe("dead");
        system.kill(dead.pid());
        var a = system.probe("a");
        var trapping = system.trapping("trapping");

        a.act(context -> assertThatThrownBy(() -> context.link(dead.pid()))
                .isInstanceOf(CallException.NoProcess.class));
        trapping.act(context -> context.link(dead.pid()));

        assertThat(trapping.next(Signal.Exit.class)).isEqualTo(new Signal.Exit(dead.pid(), ExitReason.NO_PROC));
        a.heardNothing();
    }

    @Test
    void l09_linkingAChildThatHasEndedIsAnErrorToo() {
        var parent = system.trapping("parent");
        var child = parent.startChild("child", false);
        system.kill(child.pid());
        parent.act(context -> {
            context.trapExit(false);
            assertThatThrownBy(() -> context.link(child.pid())).isInstanceOf(CallException.NoProcess.class);
        });
    }

    @Test
    void l10_achainOfLinksDiesWithTheFirstReason() {
        var chain = new ArrayList<Probe>();
        for (int i = 0; i < 5; i++) {
            chain.add(system.probe("link-" + i));
        }
        for (int i = 1; i < chain.size(); i++) {
            link(chain.get(i - 1), chain.get(i));
        }
        var ends = chain.stream().map(probe -> system.node().whenEnded(probe.pid()).toCompletableFuture()).toList();

        system.node().exit(chain.getLast().pid(), BOOM);

        for (var end : ends) {
            assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(BOOM);
        }
    }

    @Test
    void l10_aVeryLongChainDoesNotExhaustAnyStack() {
        record LinkTo(Pid other, ReplyTo<Boolean> done) {}
        var kind = system.node().kind("chain", new GenServer<Boolean, LinkTo>() {
            @Override
            public InitResult<Boolean> init(ProcessContext<LinkTo> context) {
                return InitResult.started(true);
            }

            @Override
            public Next<Boolean> handle(LinkTo message, Boolean state, ProcessContext<LinkTo> context) {
                context.link(message.other);
                message.done.reply(true);
                return Next.same();
            }
        }, Mailbox.DEFAULT, false);
        var parent = system.node().first();
        var first = kind.spawn(true, parent);
        var last = first;
        for (int i = 0; i < 50_000; i++) {
            var next = kind.spawn(true, parent);
            var previous = last.pid();
            assertThat(next.<Boolean>call(done -> new LinkTo(previous, done))).isTrue();
            last = next;
        }

        system.node().exit(first.pid(), BOOM);

        assertThat(system.node().children(parent)).isEmpty();
        assertThat(last.pid().isAlive()).isFalse();
    }

    @Test
    void l11_everyMonitorHasItsOwnDown() throws Exception {
        var a = system.probe("a");
        var b = system.probe("b");
        var refs = a.<List<MonitorRef>>run(context -> List.of(context.monitor(b.pid()), context.monitor(b.pid()),
                context.monitor(b.pid())));

        system.node().exit(b.pid(), BOOM);

        var downs = List.of(a.next(Signal.Down.class), a.next(Signal.Down.class), a.next(Signal.Down.class));
        assertThat(downs).extracting(Signal.Down::ref).containsExactlyInAnyOrderElementsOf(refs);
        assertThat(downs).allSatisfy(down -> {
            assertThat(down.pid()).isEqualTo(b.pid());
            assertThat(down.reason()).isEqualTo(BOOM);
        });
        a.heardNothing();
    }

    @Test
    void l12_monitoringTheDeadGivesNoProcAtOnce() throws Exception {
        var dead = system.probe("dead");
        system.kill(dead.pid());
        var a = system.probe("a");

        var ref = a.<MonitorRef>run(context -> context.monitor(dead.pid()));

        assertThat(a.next(Signal.Down.class)).isEqualTo(new Signal.Down(ref, dead.pid(), ExitReason.NO_PROC));
    }

    @Test
    void l13_demonitorTakesAWaitingDownOutOfTheMailbox() throws Exception {
        var a = system.probe("a");
        var b = system.probe("b");
        a.act(context -> {
            var kept = context.monitor(b.pid());
            var flushed = context.monitor(b.pid());
            context.exit(b.pid(), ExitReason.KILL); // returns when both DOWNs are queued
            context.demonitor(flushed);
            assertThat(kept).isNotEqualTo(flushed);
        });
        a.next(Signal.Down.class);
        a.heardNothing();
    }

    @Test
    void l13_demonitorBeforeTheDeathMeansSilence() {
        var a = system.probe("a");
        var b = system.probe("b");
        a.act(context -> {
            var ref = context.monitor(b.pid());
            context.demonitor(ref);
            context.demonitor(ref);
        });
        system.kill(b.pid());
        a.heardNothing();
    }

    @Test
    void l14_aMonitorByNameTellsOfTheNameAndItsNode() throws Exception {
        var name = Name.<Object>of("watched");
        var a = system.probe("a");
        var b = system.probe("b");
        b.act(context -> context.register(name));
        var ref = a.<MonitorRef>run(context -> context.monitor(name));

        system.node().exit(b.pid(), BOOM);

        assertThat(a.next(Signal.NameDown.class)).isEqualTo(new Signal.NameDown(ref, name, "test", BOOM));
        var heir = system.probe("heir");
        heir.act(context -> context.register(name));
        system.kill(heir.pid());
        a.heardNothing();
    }

    @Test
    void l14_aNameNobodyHasGivesNoProcAtOnce() throws Exception {
        var name = Name.<Object>of("nobody");
        var a = system.probe("a");

        var ref = a.<MonitorRef>run(context -> context.monitor(name));

        assertThat(a.next(Signal.NameDown.class)).isEqualTo(new Signal.NameDown(ref, name, "test", ExitReason.NO_PROC));
        a.heardNothing();
    }

    @Test
    void l14_aMonitorByNameIsTakenBackLikeAnyOther() {
        var name = Name.<Object>of("watched");
        var a = system.probe("a");
        var b = system.probe("b");
        a.act(context -> {
            context.demonitor(context.monitor(name)); // its NoProc waits already
            b.act(its -> its.register(name));
            context.demonitor(context.monitor(name));
        });
        system.kill(b.pid());
        a.heardNothing();
        assertThat(((LocalPid) a.pid()).presentExtension()).satisfies(extension -> {
            assertThat(extension.monitors).isNull();
            assertThat(extension.watches).isNull();
        });
    }

    @Test
    void l15_whatTheDeadSentComesBeforeItsDown() throws Exception {
        var a = system.probe("a");
        for (int i = 0; i < 200; i++) {
            var b = system.probe("b");
            a.act(context -> context.monitor(b.pid()));
            b.later(_ -> {
                a.ref().tell("last words");
                throw new IllegalStateException("x");
            });
            assertThat(a.next(String.class)).isEqualTo("last words");
            a.next(Signal.Down.class);
        }
    }

    @Test
    void l16_theNameIsFreeWhenTheDownArrives() throws Exception {
        var name = Name.<Object>of("taken");
        var a = system.probe("a");
        for (int i = 0; i < 200; i++) {
            var b = system.probe("b");
            assertThat(b.<Optional<Pid>>run(context -> context.register(name))).isEmpty();
            assertThat(a.<Optional<Pid>>run(context -> {
                context.monitor(b.pid());
                return context.register(name);
            })).contains(b.pid());
            system.kill(b.pid());
            a.next(Signal.Down.class);
            assertThat(system.node().whereis(name)).isEmpty();
            var c = system.probe("c");
            assertThat(c.<Optional<Pid>>run(context -> context.register(name))).isEmpty();
            system.kill(c.pid());
        }
    }

    @Test
    void l17_onlyTheFirstReplyCounts() {
        var callee = system.probe("callee");
        var kept = new AtomicReference<ReplyTo<String>>();
        record Question(ReplyTo<String> from) {}

        var answer = callee.ref().<String>ask(from -> {
            kept.set(from);
            return new Question(from);
        }, TestNode.PATIENCE).toCompletableFuture();
        kept.get().reply("first");
        kept.get().reply("second");

        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("first");
        TestNode.eventually(callee, probe -> {
            var extension = ((LocalPid) probe.pid()).presentExtension();
            return extension == null || extension.watches == null;
        });
    }

    @Test
    void aParentsExitRunsTerminateOfATrappingChild() throws Exception {
        var parent = system.probe("parent");
        var child = parent.startChild("child", true);
        system.node().exit(parent.pid(), BOOM);

        assertThat(child.next(Terminated.class).reason()).isEqualTo(BOOM);
        assertThat(child.heard()).as("user code never sees the parent's exit").isEmpty();
    }

    @Test
    void aParentsExitStopsATrappingChildThatUnlinkedItself() throws Exception {
        var parent = system.trapping("parent");
        var child = parent.startChild("child", true);
        child.act(context -> context.unlink(context.parent()));

        var reason = parent.<ExitReason>run(context -> context.stop(child.pid(), ExitReason.SHUTDOWN,
                Duration.ofMinutes(1)));

        assertThat(reason).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(child.next(Terminated.class).reason()).isEqualTo(ExitReason.SHUTDOWN);
    }
}
