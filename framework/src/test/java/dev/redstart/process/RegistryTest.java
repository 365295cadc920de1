package dev.redstart.process;

import java.util.ArrayList;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.redstart.process.Registry.Entry;
import dev.redstart.process.RegistryEvent.Registered;
import dev.redstart.process.RegistryEvent.Unregistered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** OTP.md 5, Registry (R01 to R07). */
class RegistryTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final Registry<String, Integer, Object> unique = started(Registry.unique("unique"));
    private final Registry<String, Integer, Object> duplicate = started(Registry.duplicate("duplicate"));

    private <K> Registry<K, Integer, Object> started(Registry<K, Integer, Object> registry) {
        node.start(registry.lifetime());
        return registry;
    }

    private static <K> Optional<Pid> register(Registry<K, Integer, Object> registry, Probe probe, K key, int value) {
        return probe.run(context -> registry.register(context, key, value));
    }

    private void killAndWait(Probe watcher, Probe victim) throws InterruptedException {
        watcher.act(context -> context.monitor(victim.pid()));
        system.kill(victim.pid());
        watcher.next(Signal.Down.class);
    }

    @Test
    void r01_aKeyThatIsTakenIsRefusedWithItsHolder() {
        var one = system.probe("one");
        var two = system.probe("two");
        assertThat(register(unique, one, "k", 1)).isEmpty();
        assertThat(register(unique, two, "k", 2)).contains(one.pid());
        assertThat(register(unique, one, "k", 3)).contains(one.pid());
        assertThat(unique.lookup("k")).containsExactly(new Entry<>("k", one.ref(), 1));
        assertThat(unique.whereis("k")).contains(one.ref());
        assertThat(unique.count()).isEqualTo(1);
        assertThat(unique.keys(two.pid())).isEmpty();

        assertThat(register(unique, one, "l", 4)).isEmpty();
        assertThat(unique.keys(one.pid())).containsExactly("k", "l");
        assertThat(unique.values("l", one.pid())).containsExactly(4);
        assertThat(unique.values("l", two.pid())).isEmpty();
        assertThat(one.<Integer>run(context -> unique.unregister(context, "k"))).isEqualTo(1);
        assertThat(one.<Integer>run(context -> unique.unregister(context, "k"))).isZero();
        assertThat(unique.keys(one.pid())).containsExactly("l");
        assertThat(register(unique, two, "k", 5)).isEmpty();
        assertThat(two.<Integer>run(context -> unique.unregister(context, "l"))).as("of another").isZero();
        assertThat(unique.count()).isEqualTo(2);
    }

    @Test
    void r02_whoHasHeardOfAnEndDoesNotFindTheProcessAndMayHaveTheKey() throws Exception {
        var watcher = system.probe("watcher");
        for (int i = 0; i < 200; i++) {
            var holder = system.probe("holder");
            register(unique, holder, "k", i);
            register(duplicate, holder, "k", i);
            killAndWait(watcher, holder);
            assertThat(unique.lookup("k")).isEmpty();
            assertThat(duplicate.lookup("k")).isEmpty();
            assertThat(unique.keys(holder.pid())).isEmpty();
            assertThat(register(unique, watcher, "k", i)).isEmpty();
            watcher.<Integer>run(context -> unique.unregister(context, "k"));
        }
        assertThat(unique.count()).isZero();
        assertThat(duplicate.count()).isZero();
    }

    @Test
    void r03_aProcessCanBeThereTwiceAndDisappearsFully() throws Exception {
        var one = system.probe("one");
        var two = system.probe("two");
        register(duplicate, one, "k", 1);
        register(duplicate, two, "k", 2);
        register(duplicate, one, "k", 3);
        register(duplicate, one, "l", 4);
        assertThat(duplicate.lookup("k")).containsExactly(new Entry<>("k", one.ref(), 1),
                new Entry<>("k", two.ref(), 2),
                new Entry<>("k", one.ref(), 3));
        assertThat(duplicate.values("k", one.pid())).containsExactly(1, 3);
        assertThat(duplicate.keys(one.pid())).containsExactly("k", "k", "l");
        assertThat(duplicate.count()).isEqualTo(4);
        killAndWait(two, one);
        assertThat(duplicate.lookup("k")).containsExactly(new Entry<>("k", two.ref(), 2));
        assertThat(duplicate.count()).isEqualTo(1);
        register(duplicate, two, "k", 5);
        assertThat(two.<Integer>run(context -> duplicate.unregister(context, "k"))).isEqualTo(2);
        assertThat(duplicate.lookup("k")).isEmpty();
    }

    @Test
    void r04_dispatchRunsInTheCallerWhoGetsWhatItThrows() throws Exception {
        var one = system.probe("one");
        var two = system.probe("two");
        register(duplicate, one, "k", 1);
        register(duplicate, two, "k", 2);
        var reached = new ArrayList<Integer>();
        assertThatThrownBy(() -> duplicate.dispatch("k", (_, value) -> {
            reached.add(value);
            throw new IllegalStateException("callback");
        })).isInstanceOf(IllegalStateException.class).hasMessage("callback");
        assertThat(reached).containsExactly(1);
        assertThat(duplicate.count()).isEqualTo(2);

        var threads = new ArrayList<Thread>();
        assertThat(duplicate.dispatch("k", (process, value) -> {
            threads.add(Thread.currentThread());
            process.tell("to " + value);
        })).isEqualTo(2);
        assertThat(threads).containsOnly(Thread.currentThread());
        assertThat(one.next(String.class)).isEqualTo("to 1");
        assertThat(two.next(String.class)).isEqualTo("to 2");
        assertThat(duplicate.dispatch("nobody", (_, _) -> {})).isZero();
    }

    @Test
    void r05_aReferenceByKeyFindsItsProcessAnewAtEachUse() throws Exception {
        var via = unique.via("k");
        assertThatThrownBy(() -> via.tell("lost")).isInstanceOf(CallException.NoProcess.class)
                .hasMessage("no process registered as unique/k");
        assertThat(via.ask(_ -> "lost", TestNode.PATIENCE).toCompletableFuture()).isCompletedExceptionally();
        var watcher = system.probe("watcher");
        for (int i = 0; i < 2; i++) {
            var holder = system.probe("holder");
            register(unique, holder, "k", i);
            via.tell("hello");
            assertThat(holder.next(String.class)).isEqualTo("hello");
            assertThat(via.pid()).isEqualTo(holder.pid());
            killAndWait(watcher, holder);
        }
        assertThatThrownBy(() -> duplicate.via("k")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("registry duplicate may have several processes per key, so it has no via");
        assertThatThrownBy(() -> duplicate.whereis("k")).hasMessageContaining("no whereis");
    }

    @Test
    void r06_onlyTheHolderChangesItsValue() {
        var one = system.probe("one");
        var two = system.probe("two");
        register(unique, one, "k", 1);
        assertThat(one.<Integer>run(context -> unique.updateValue(context, "k", value -> value + 1))).isEqualTo(2);
        assertThat(unique.lookup("k")).extracting(Entry::value).containsExactly(2);
        two.act(context -> {
            assertThatThrownBy(() -> unique.updateValue(context, "k", value -> value + 1))
                    .isInstanceOf(IllegalStateException.class).hasMessage(
                            "registry unique: only the holder of k can update its value, and " + two.pid()
                                    + " is not the holder");
            assertThatThrownBy(() -> unique.updateValue(context, "none", value -> value))
                    .hasMessageContaining("is not the holder");
            assertThatThrownBy(() -> duplicate.updateValue(context, "k", value -> value))
                    .hasMessageContaining("no updateValue");
        });
        assertThat(unique.lookup("k")).extracting(Entry::value).containsExactly(2);
    }

    @Test
    void r07_aListenerHearsInOrderWhatComesAndGoes() throws Exception {
        var listener = system.probe("listener");
        var listening = unique.listen(listener.ref());
        var one = system.probe("one");
        var two = system.probe("two");
        register(unique, one, "k", 1);
        register(unique, two, "k", 2); // refused
        one.act(context -> unique.unregister(context, "k"));
        register(unique, two, "k", 3);
        two.crash("for the listener to hear");
        system.awaitEnd(two.pid());
        assertThat(listener.next(Registered.class)).isEqualTo(new Registered<>("unique", "k", one.pid(), 1));
        assertThat(listener.next(Unregistered.class)).isEqualTo(new Unregistered<>("unique", "k", one.pid()));
        assertThat(listener.next(Registered.class)).isEqualTo(new Registered<>("unique", "k", two.pid(), 3));
        assertThat(listener.next(Unregistered.class)).isEqualTo(new Unregistered<>("unique", "k", two.pid()));
        listening.close();
        register(unique, one, "k", 4);
        listener.heardNothing();
    }

    @Test
    void r07_aListenerMayBeANameThatNobodyHasYet() throws Exception {
        var name = Name.<Object>of("listener");
        unique.listen(node.ref(name));
        var one = system.probe("one");
        register(unique, one, "before", 1);
        var listener = system.probe("listener");
        listener.act(context -> context.register(name));
        register(unique, one, "after", 2);
        assertThat(listener.next(Registered.class).key()).isEqualTo("after");
    }

    @Test
    void aListenerThatLooksUpAfterwardsMissesNothingAndTheDeadAreForgotten() throws Exception {
        var listener = system.probe("listener");
        unique.listen(listener.ref());
        system.kill(listener.pid());
        var one = system.probe("one");
        register(unique, one, "k", 1);
        var second = system.probe("second");
        unique.listen(second.ref());
        assertThat(unique.lookup("k")).hasSize(1);
        second.heardNothing();
        one.act(context -> unique.unregister(context, "k"));
        second.next(Unregistered.class);
    }

    @Test
    void r07_aProcessInTheDirectStyleRegistersAndListensLikeAnyOther() throws Exception {
        var heard = new LinkedBlockingQueue<Object>();
        var body = ProcessSpec.<Object>direct("direct", () -> context -> {
            unique.register(context, "own", 1);
            for (;;) {
                heard.add(context.receive());
            }
        });
        var direct = node.start(body).orElseThrow();
        unique.listen(direct);
        TestNode.eventually(unique, it -> it.whereis("own").isPresent());
        var one = system.probe("one");
        register(unique, one, "k", 1);
        Object event;
        do {
            event = heard.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } while (event instanceof Registered<?, ?> own && own.pid().equals(direct.pid()));
        assertThat(event).isEqualTo(new Registered<>("unique", "k", one.pid(), 1));
        system.kill(direct.pid());
        assertThat(unique.whereis("own")).isEmpty();
    }

    @Test
    void anEventIsNotRefusedByAFullMailbox() throws Exception {
        var heard = new LinkedBlockingQueue<Object>();
        var release = new CountDownLatch(1);
        var listener = node.start(ProcessSpec.of("slow", () -> new SlowListener(release, heard))
                .mailbox(new Mailbox(1, Mailbox.Overflow.KILL_RECEIVER))).orElseThrow();
        unique.listen(listener);
        var one = system.probe("one");
        for (int i = 0; i < 10; i++) {
            register(unique, one, "k" + i, i);
        }
        release.countDown();
        for (int i = 0; i < 10; i++) {
            assertThat(heard.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(new Registered<>("unique", "k" + i, one.pid(), i));
        }
    }

    private record SlowListener(CountDownLatch release,
            Queue<Object> heard) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) throws Exception {
            release.await();
            heard.add(message);
            return Next.same();
        }
    }

    @Test
    void theEndOfARegistryIsTheEndOfItsEntriesForListeners() throws Exception {
        var registry = Registry.<String, Integer, Object>duplicate("ending");
        var life = node.start(registry.lifetime()).orElseThrow();
        var listener = system.probe("listener");
        var one = system.probe("one");
        register(registry, one, "k", 1);
        register(registry, one, "k", 2);
        registry.listen(listener.ref());
        system.kill(life.pid());
        for (int i = 0; i < 2; i++) {
            assertThat(listener.next(Unregistered.class)).isEqualTo(new Unregistered<>("ending", "k", one.pid()));
        }
        system.kill(one.pid());
        system.awaitEnd(one.pid());
        listener.heardNothing();
    }

    @Test
    void entriesAreFoundByPredicates() {
        var one = system.probe("one");
        var two = system.probe("two");
        register(duplicate, one, "k", 1);
        register(duplicate, two, "k", 2);
        register(duplicate, two, "l", 2);
        assertThat(duplicate.match("k", value -> value > 1)).containsExactly(new Entry<>("k", two.ref(), 2));
        assertThat(duplicate.match("none", _ -> true)).isEmpty();
        assertThat(duplicate.select((_, value) -> value == 2))
                .containsExactlyInAnyOrder(new Entry<>("k", two.ref(), 2), new Entry<>("l", two.ref(), 2));
        assertThat(duplicate.select((key, _) -> key.equals("k"))).hasSize(2);
        assertThat(Registry.<String, Integer, Object>unique("down").select((_, _) -> true)).isEmpty();
    }

    @Test
    void metaLastsAsLongAsTheRegistry() {
        var limit = new Registry.Meta<Integer>("limit");
        var registry = Registry.<String, Integer, Object>unique("meta");
        assertThat(registry.meta(limit)).isEmpty();
        assertThatThrownBy(() -> registry.putMeta(limit, 1)).hasMessageContaining("registry meta does not run");
        var life = node.start(registry.lifetime()).orElseThrow();
        registry.putMeta(limit, 1);
        assertThat(registry.meta(limit)).contains(1);
        registry.removeMeta(limit);
        assertThat(registry.meta(limit)).isEmpty();
        registry.putMeta(limit, 2);
        system.kill(life.pid());
        node.start(registry.lifetime());
        assertThat(registry.meta(limit)).isEmpty();
    }

    // ---- started under a key ------------------------------------------------------------------------------------------------------

    private ProcessSpec<Boolean, Object> keyed(Registry<String, Integer, Object> registry, InitResult<Boolean> result,
            AtomicReference<Optional<Pid>> seenInInit) {
        return ProcessSpec.<Boolean, Object>of("keyed", () -> new Keyed(registry, result, seenInInit))
                .registered(registry, "k", 1);
    }

    private record Keyed(Registry<String, Integer, Object> registry, InitResult<Boolean> result,
            AtomicReference<Optional<Pid>> seenInInit) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            seenInInit.set(registry.whereis("k").map(ProcessRef::pid));
            return result;
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @Test
    void r01_aProcessMayStartUnderAKeyAndHasItBeforeInit() {
        var seen = new AtomicReference<>(Optional.<Pid>empty());
        var first = node.start(keyed(unique, InitResult.started(true), seen)).orElseThrow();
        assertThat(seen.get()).contains(first.pid());
        assertThat(unique.lookup("k")).containsExactly(new Entry<>("k", first, 1));
        var processes = node.processCount();

        seen.set(Optional.empty());
        assertThatThrownBy(() -> node.start(keyed(unique, InitResult.started(true), seen)))
                .isInstanceOfSatisfying(StartException.class, failed -> assertThat(failed.reason())
                        .isEqualTo(new ExitReason.Custom(new StartException.AlreadyStarted(first.pid()))));
        assertThat(seen.get()).as("no second one ever runs").isEmpty();
        assertThat(node.processCount()).isEqualTo(processes);
        assertThat(unique.count()).isEqualTo(1);
    }

    @Test
    void r01_aStartThatFailsLeavesItsKeyFree() {
        var seen = new AtomicReference<>(Optional.<Pid>empty());
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> node.start(keyed(unique, InitResult.stop(new ExitReason.Custom("no")), seen)))
                    .isInstanceOf(StartException.class);
            assertThat(node.start(keyed(unique, InitResult.ignore(), seen))).isEmpty();
            var started = node.start(keyed(unique, InitResult.started(true), seen)).orElseThrow();
            system.kill(started.pid());
        }
    }

    @Test
    void aStartUnderAKeyOfARegistryThatDoesNotRunFailsAsAStartDoes() {
        var registry = Registry.<String, Integer, Object>unique("down");
        var processes = node.processCount();
        assertThatThrownBy(() -> node.start(
                keyed(registry, InitResult.started(true), new AtomicReference<>(Optional.empty()))))
                .isInstanceOf(StartException.class).hasMessageContaining("registry down does not run");
        assertThat(node.processCount()).isEqualTo(processes);
    }

    @Test
    void aKeyThatThrowsDoesNotKeepAnEndFromItsCourse() throws Exception {
        var keys = started(Registry.<BadKey, Integer, Object>unique("bad"));
        var broken = new AtomicBoolean();
        var holder = system.probe("holder");
        register(keys, holder, new BadKey(broken), 1);
        register(unique, holder, "k", 1);
        broken.set(true);
        killAndWait(system.probe("watcher"), holder);
        assertThat(unique.lookup("k")).isEmpty();
        assertThat(system.crashReports()).singleElement()
                .satisfies(report -> assertThat(report.during()).startsWith("release of bad/BadKey"));
    }

    @Test
    void aKeyOfAProcessThatIsAboutToGiveItUpCanBeTaken() throws Exception {
        var keys = started(Registry.<SlowKey, Integer, Object>unique("slow"));
        var holder = system.probe("holder");
        var heir = system.probe("heir");
        var listener = system.probe("listener");
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var slow = new SlowKey(1, entered, leave);
        var other = new SlowKey(2, entered, leave);
        register(keys, holder, other, 1);
        register(keys, holder, slow, 2);
        keys.listen(listener.ref());
        slow.on.set(true);
        var killer = Thread.ofVirtual().start(() -> system.kill(holder.pid()));
        entered.await();

        try {
            assertThat(holder.pid().isAlive()).isFalse();
            assertThat(keys.whereis(other)).isEmpty();
            assertThat(keys.keys(holder.pid())).isEmpty();
            assertThat(register(keys, heir, other, 3)).isEmpty();
        } finally {
            leave.countDown();
            killer.join();
        }

        assertThat(keys.whereis(other)).contains(heir.ref());
        assertThat(keys.count()).isEqualTo(1);
        assertThat(listener.next(Unregistered.class).key()).isEqualTo(other);
        assertThat(listener.next(Registered.class).pid()).isEqualTo(heir.pid());
        assertThat(listener.next(Unregistered.class).key()).isEqualTo(slow);
    }

    /** Keeps whoever looks for it waiting. */
    private record SlowKey(int hash, AtomicBoolean on, CountDownLatch entered, CountDownLatch leave) {
        SlowKey(int hash, CountDownLatch entered, CountDownLatch leave) {
            this(hash, new AtomicBoolean(), entered, leave);
        }

        @Override
        public int hashCode() {
            if (on.get()) {
                entered.countDown();
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return hash;
        }

        @Override
        public boolean equals(Object that) {
            return that == this;
        }
    }

    private record BadKey(AtomicBoolean broken) {
        @Override
        public int hashCode() {
            if (broken.get()) {
                throw new IllegalStateException("hashCode of a key");
            }
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            return other == this;
        }
    }

    @Test
    void aRegistryThatDoesNotRunHasNothingAndTakesNothing() {
        var registry = Registry.<String, Integer, Object>unique("later");
        var one = system.probe("one");
        Runnable check = () -> {
            assertThat(registry.lookup("k")).isEmpty();
            assertThat(registry.whereis("k")).isEmpty();
            assertThat(registry.keys(one.pid())).isEmpty();
            assertThat(registry.count()).isZero();
            one.act(context -> assertThatThrownBy(() -> registry.register(context, "k", 1))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("registry later does not run"));
        };
        check.run();
        var life = node.start(registry.lifetime()).orElseThrow();
        assertThat(register(registry, one, "k", 1)).isEmpty();
        assertThatThrownBy(() -> node.start(registry.lifetime())).isInstanceOf(StartException.class)
                .hasMessageContaining("registry later runs already, on node test");
        assertThat(registry.count()).isEqualTo(1);
        system.kill(life.pid());
        system.awaitEnd(life.pid());
        check.run();
        node.start(registry.lifetime());
        assertThat(registry.lookup("k")).isEmpty();
        assertThat(register(registry, one, "k", 2)).isEmpty();
        assertThat(registry.keys(one.pid())).containsExactly("k");
    }

    @Test
    void onlyAProcessItselfCanRegister() {
        var one = system.probe("one");
        var context = one.<ProcessContext<Object>>run(own -> own);
        assertThatThrownBy(() -> unique.register(context, "k", 1)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside of its callbacks");
        try (var elsewhere = new LocalNode("elsewhere")) {
            var other = Registry.<String, Integer, Object>unique("other");
            elsewhere.start(other.lifetime());
            one.act(own -> assertThatThrownBy(() -> other.register(own, "k", 1))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("runs on node elsewhere"));
        }
    }
}
