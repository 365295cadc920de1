package dev.redstart.docs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.redstart.Redstart;
import dev.redstart.process.Agent;
import dev.redstart.process.CallException;
import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessCrashed;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.ProcessState;
import dev.redstart.process.TestNode;
import dev.redstart.process.TraceEvent;
import dev.redstart.process.ZombieFound;
import dev.redstart.supervisor.SupervisionTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static dev.redstart.process.TestNode.PATIENCE;
import static dev.redstart.process.TestNode.eventually;
import static dev.redstart.supervisor.ChildSpec.worker;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What {@code docs/processes.md} says of its snippets, and of processes; beside {@link ShopTest}, which it shows. */
@Timeout(120)
class ProcessesPageTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "..", "docs", "processes.md");

    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();

    private <M> ProcessRef<M> start(ProcessSpec<?, M> spec) {
        return node.start(spec).orElseThrow();
    }

    // ---- the first process --------------------------------------------------------------------------------------------------------

    @Test
    void theFirstProgramPrintsFive() {
        var console = System.out;
        var out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            CounterApp.main(new String[0]);
        } finally {
            System.setOut(console);
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).contains("5");
    }

    @Test
    void tellCallAndAskReachTheSameProcessInOrder() {
        var counter = start(ProcessSpec.of("counter", Counter::new));
        assertThat(CounterApp.talk(counter).toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join()).isEqualTo(3);
    }

    @Test
    void whoHasEndedIsToldInVainAndCallsFailAtOnce() {
        var counter = start(ProcessSpec.of("counter", Counter::new));
        system.kill(counter.pid());
        counter.tell(new Counter.Add(1));
        assertThatThrownBy(() -> counter.call(Counter.Get::new)).isInstanceOf(CallException.NoProcess.class);
        assertThat(counter.<Long>ask(Counter.Get::new, PATIENCE)).failsWithin(PATIENCE).withThrowableThat()
                .withCauseInstanceOf(CallException.NoProcess.class);
        var nobody = node.ref(Counter.NAME);
        assertThatThrownBy(() -> nobody.tell(new Counter.Add(1))).isInstanceOf(CallException.NoProcess.class);
    }

    // ---- state, replies that wait, monitors ---------------------------------------------------------------------------------------

    @Test
    void whoEndsGivesItsLicenceBack() {
        var licences = start(ProcessSpec.of("licences", () -> new Licences(1)));
        var ann = system.probe("ann");
        var bob = system.probe("bob");
        assertThat(licences.<Integer>call(from -> new Licences.Borrow(ann.pid(), from))).isZero();
        var second = licences.<Integer>ask(from -> new Licences.Borrow(bob.pid(), from), PATIENCE)
                .toCompletableFuture();
        assertThat(second).isNotDone();
        system.kill(ann.pid());
        assertThat(second).succeedsWithin(PATIENCE).isEqualTo(0);
        licences.tell(new Licences.GiveBack(bob.pid()));
        var carl = system.probe("carl");
        assertThat(licences.<Integer>call(from -> new Licences.Borrow(carl.pid(), from))).isZero();
    }

    @Test
    void whoEndsGivesAllItsLicencesBack() {
        var licences = start(ProcessSpec.of("licences", () -> new Licences(2)));
        var ann = system.probe("ann");
        for (int left = 1; left >= 0; left--) {
            assertThat(licences.<Integer>call(from -> new Licences.Borrow(ann.pid(), from))).isEqualTo(left);
        }
        system.kill(ann.pid());
        var bob = system.probe("bob");
        eventually(licences, it -> {
            var left = it.<Integer>call(from -> new Licences.Borrow(bob.pid(), from));
            it.tell(new Licences.GiveBack(bob.pid()));
            return left == 1;
        });
    }

    // ---- links, exits, resources --------------------------------------------------------------------------------------------------

    @Test
    void whenOneSideHangsUpTheOtherEndsForTheSameReason() {
        var one = start(ProcessSpec.of("one", Leg::new));
        var two = start(ProcessSpec.of("two", Leg::new));
        var end = node.whenEnded(two.pid()).toCompletableFuture();
        one.tell(new Leg.Connect(two.pid()));
        one.tell(new Leg.HangUp());
        assertThat(end).succeedsWithin(PATIENCE).isEqualTo(new ExitReason.Shutdown("hung up"));
    }

    @Test
    void theJournalEndsInGoodOrderUnlessItIsKilledAndIsClosedAnyhow(@TempDir Path folder) throws Exception {
        for (var reason : List.of(ExitReason.SHUTDOWN, ExitReason.KILL)) {
            var file = folder.resolve("journal-" + reason);
            var journal = start(ProcessSpec.of("journal", () -> new Journal(file)));
            journal.tell("hello");
            node.inspector(journal.pid()).timeout(PATIENCE).state(); // it has written
            node.stop(journal.pid(), reason, PATIENCE);
            var lines = Files.readAllLines(file);
            if (reason.equals(ExitReason.KILL)) {
                assertThat(lines).containsExactly("hello");
            } else {
                assertThat(lines).containsExactly("hello", "end: " + reason);
            }
        }
    }

    // ---- supervisors, the registry ------------------------------------------------------------------------------------------------

    private static Map<String, BigDecimal> rates() {
        return Map.of("NOK", new BigDecimal("11.79"));
    }

    private static Redstart shop(Supplier<Map<String, BigDecimal>> bank) {
        return Redstart.start(Shop.tree(bank));
    }

    @Test
    void thePictureOfTheTreeIsTheOneInThePage() throws Exception {
        try (var app = shop(ProcessesPageTest::rates)) {
            var shop = new Shop(app);
            shop.cartOf("ann", "no").tell(new Cart.Put("book"));
            shop.cartOf("bob", "se");
            eventually(app, it -> it.node().inspector(it.ref(Rates.NAME).pid()).state().isPresent());
            var out = new StringBuilder();
            Shop.print(SupervisionTree.of(app.node()).patience(PATIENCE).picture(app.root().ref().pid()), "", out);
            assertThat(Files.readString(PAGE)).contains("```text\n" + out + "```");
        }
    }

    @Test
    void aCustomerHasOneCartAndGetsANewOneAfterItHasCrashed() {
        try (var app = shop(ProcessesPageTest::rates)) {
            var shop = new Shop(app);
            var cart = shop.cartOf("ann", "no");
            cart.tell(new Cart.Put("book"));
            shop.cartOf("ann", "no").tell(new Cart.Put("lamp"));
            assertThat(cart.<List<String>>call(Cart.Items::new)).containsExactly("book", "lamp");
            assertThat(shop.putIntoAllCartsOf("no", "gift")).isEqualTo(1);
            assertThat(shop.putIntoAllCartsOf("se", "gift")).isZero();
            app.node().stop(cart.pid(), ExitReason.KILL, PATIENCE);
            assertThatThrownBy(() -> cart.tell(new Cart.Put("pen"))).isInstanceOf(CallException.NoProcess.class);
            assertThat(shop.cartOf("ann", "no").<List<String>>call(Cart.Items::new)).isEmpty();
        }
    }

    @Test
    void manyThreadsThatWantOneCustomersCartGetTheSame() {
        try (var app = shop(ProcessesPageTest::rates)) {
            var shop = new Shop(app);
            var all = IntStream.range(0, 20)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> shop.cartOf("ann", "no").pid())).toList();
            assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        }
    }

    @Test
    void ratesThatCannotBeHadAreTriedAgain() {
        var failures = new AtomicInteger(2);
        try (var app = shop(() -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the bank is closed");
            }
            return rates();
        })) {
            var rates = app.ref(Rates.NAME);
            eventually(rates, it -> ofNok(it).equals(Optional.of(new BigDecimal("11.79"))));
        }
    }

    private static Optional<BigDecimal> ofNok(ProcessRef<Rates.Message> rates) {
        try {
            return rates.<Optional<BigDecimal>>call(from -> new Rates.Of("NOK", from));
        } catch (CallException _) { // it waits for its restart
            return Optional.empty();
        }
    }

    @Test
    void onePageIsCountedByOneCounter() {
        try (var app = Redstart.start(supervisor("hits").child(Shop.COUNTERS))) {
            var shop = new Shop(app);
            for (int i = 0; i < 10; i++) {
                shop.hit("/");
            }
            assertThat(Shop.COUNTERS.refs(app.node()).stream().map(it -> it.<Long>call(Counter.Get::new)))
                    .containsOnlyOnce(10L).doesNotContain(5L);
        }
    }

    // ---- the direct style, tasks, agents ------------------------------------------------------------------------------------------

    @Test
    void anOrderWaitsWhileTheOneBeforeItIsNotPaid() {
        var till = start(ProcessSpec.direct("till", Till::new));
        var first = till.<Boolean>ask(from -> new Till.Order("1", from), PATIENCE).toCompletableFuture();
        var second = till.<Boolean>ask(from -> new Till.Order("2", from), PATIENCE).toCompletableFuture();
        till.tell(new Till.Paid("2"));
        assertThat(node.inspector(till.pid()).timeout(PATIENCE).state()).isPresent();
        assertThat(second).isNotDone();
        till.tell(new Till.Paid("1"));
        assertThat(first).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(second).succeedsWithin(PATIENCE).isEqualTo(true);
    }

    @Test
    void tasksAnswerAtTheSameTime() {
        var both = new CountDownLatch(2);
        var quotes = start(ProcessSpec.of("quotes", () -> new Quotes(item -> met(both, 12), item -> met(both, 3))));
        assertThat(quotes.<Quotes.Offer>call(from -> new Quotes.Quote("book", from), PATIENCE))
                .isEqualTo(new Quotes.Offer(12, 3));
    }

    private static int met(CountDownLatch others, int answer) {
        others.countDown();
        try {
            others.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return answer;
    }

    @Test
    void aStreamOfTasksKeepsTheOrderOfItsItems() {
        var quotes = start(ProcessSpec.of("quotes", () -> new Quotes(String::length, String::length)));
        assertThat(quotes.<List<Integer>>call(from -> new Quotes.Prices(List.of("a", "bb", "ccc"), from), PATIENCE))
                .containsExactly(1, 2, 3);
    }

    @Test
    void anAgentCounts() {
        try (var app = Redstart.start(supervisor("shop").child(Quotes.sold()))) {
            var sold = Agent.of(app.ref(Quotes.SOLD));
            Quotes.sell(sold);
            assertThat(Quotes.sell(sold)).isEqualTo(2);
        }
    }

    @Test
    void aPipelineGoesAtThePaceOfItsSlowestStageAndComesBackAfterACrash() throws InterruptedException {
        var store = new ArrayBlockingQueue<Long>(1); // so the last stage waits most of the time
        try (var app = Redstart.start(Pipeline.pipeline(store))) {
            for (var square : Pipeline.squares(2_000)) {
                assertThat(store.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(square);
            }
            var next = (Long) app.node().inspector(app.ref(Pipeline.NUMBERS).pid()).state().orElseThrow();
            assertThat(next).isBetween(2_000L, 2_000L + 1_000 + 500 + 100);
            app.exit(app.ref(Pipeline.SQUARES).pid(), ExitReason.KILL);
            eventually(store, queue -> Optional.ofNullable(queue.poll()).filter(square -> square > 2_000 * 2_000)
                    .isPresent());
        }
    }

    // ---- those who run it ---------------------------------------------------------------------------------------------------------

    @Test
    void aRunningProcessIsRepaired() {
        try (var app = Redstart.start(supervisor("first").child(worker(Counter.NAME, Counter::new)))) {
            var counter = app.ref(Counter.NAME);
            counter.tell(new Counter.Add(5));
            assertThat(Operations.repair(app)).containsExactly(
                    new TraceEvent.Received(counter.pid(), new Counter.Add(7)),
                    new TraceEvent.Changed(counter.pid(), 7L));
        }
    }

    @Test
    void aDisplayKeepsTheNewestMessages() {
        var display = start(Operations.display());
        var inspector = node.inspector(display.pid()).timeout(PATIENCE);
        inspector.suspend();
        for (int i = 0; i < 150; i++) {
            display.tell(new Counter.Add(i < 50 ? 1000 : 1));
        }
        inspector.resume();
        assertThat(inspector.state()).contains(100L);
    }

    @Test
    void aCrashIsPagedAndShowsNoSecret() throws Exception {
        var vault = Name.<Vault.Message>of("vault");
        var paged = new CopyOnWriteArrayList<String>();
        var crashes = new CopyOnWriteArrayList<ProcessCrashed>();
        try (var app = Redstart.start(supervisor("bank").child(worker(vault, Vault::new)));
                var _ = Operations.watch(app, paged::add);
                var _ = app.telemetry().listen(event -> {
                    if (event instanceof ProcessCrashed crash) {
                        crashes.add(crash);
                    }
                })) {
            var ref = app.ref(vault);
            var before = ref.pid();
            ref.tell(new Vault.Store("pin", "s3cret"));
            ref.tell(new Vault.Check("puk"));
            eventually(crashes, it -> !it.isEmpty() && !before.isAlive());
            var shown = crashes.getFirst().describe() + crashes.getFirst().contents() + paged;
            assertThat(shown).contains("vault", "no secret puk", "Check[name=puk]", "[pin]").doesNotContain("s3cret");
            eventually(app, it -> it.whereis(vault).isPresent());
            ref.tell(new Vault.Store("pin", ""));
            eventually(crashes, it -> it.size() == 2);
            assertThat(crashes.getLast().contents()).hasValueSatisfying(
                    contents -> assertThat(contents).contains("Store[name=pin, secret=***]"));
        }
    }

    // ---- what a kill can do -------------------------------------------------------------------------------------------------------

    @Test
    void aLoopThatBreathesIsEndedByAKill() {
        for (var spec : List.of(Primes.spec(), ProcessSpec.of("primes", Primes::new))) {
            var primes = start(spec);
            assertThat(primes.<Integer>call(from -> new Primes.Count(100, from))).isEqualTo(25);
            var never = primes.<Integer>ask(from -> new Primes.Count(Integer.MAX_VALUE, from), PATIENCE);
            system.kill(primes.pid());
            assertThat(never).failsWithin(PATIENCE);
            eventually(primes.pid(), pid -> node.info(pid).state() == ProcessState.DEAD);
        }
        assertThat(system.events(ZombieFound.class)).isEmpty();
    }

    /** Something that blocks. */
    private interface Blocking {
        void run() throws Exception;
    }

    /** A process that has just begun to do that. */
    private Pid doing(Blocking blocking) throws InterruptedException {
        var begun = new CountDownLatch(1);
        var ref = node.start(ProcessSpec.<Object>direct("blocked", () -> _ -> {
            begun.countDown();
            blocking.run();
        })).orElseThrow();
        begun.await();
        return ref.pid();
    }

    @Test
    void anInterruptEndsTheWaitsThePageNames() throws Exception {
        var never = new CompletableFuture<Object>();
        var queue = new LinkedBlockingQueue<Object>();
        var monitor = new Object();
        var lock = new ReentrantLock();
        lock.lock();
        var waits = List.<Blocking>of(() -> Thread.sleep(Duration.ofDays(1)), () -> {
            synchronized (monitor) {
                while (queue.isEmpty()) {
                    monitor.wait();
                }
            }
        }, queue::take, never::get, lock::lockInterruptibly);
        for (var wait : waits) {
            var pid = doing(wait);
            system.kill(pid);
            eventually(pid, it -> node.info(it).state() == ProcessState.DEAD);
        }
    }

    @Test
    void whatIgnoresAnInterruptMakesAZombie() throws Exception {
        var never = new CompletableFuture<Object>();
        var monitor = new Object();
        var lock = new ReentrantLock();
        lock.lock();
        try {
            synchronized (monitor) {
                var pids = List.of(doing(never::join), doing(lock::lock), doing(() -> enter(monitor)));
                pids.forEach(system::kill);
                assertThat(pids).noneMatch(Pid::isAlive);
                eventually(pids, it -> system.events(ZombieFound.class).size() == it.size());
                assertThat(system.meter("redstart.process.zombies")).isEqualTo(3);
            }
        } finally {
            lock.unlock();
        }
        never.complete("at last");
        eventually(system, it -> it.meter("redstart.process.zombies") == 0);
    }

    private static void enter(Object monitor) {
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }
}
