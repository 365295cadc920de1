package dev.redstart.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.redstart.telemetry.Slf4jBinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class CrashReportTest {
    private record Secret(String text) {}

    private record Break(ReplyTo<String> from) {}

    /** Holds its first message until a latch opens and crashes at {@link Break}. */
    private record Fragile(CountDownLatch gate) implements GenServer<List<Object>, Object> {
        static final Key<String> TENANT = Key.of("tenant");

        @Override
        public InitResult<List<Object>> init(ProcessContext<Object> context) {
            context.local(TENANT, "acme");
            context.label("fragile");
            context.trapExit(true);
            return InitResult.started(List.of());
        }

        @Override
        public Next<List<Object>> handle(Object message, List<Object> state, ProcessContext<Object> context)
                throws Exception {
            gate.await();
            if (message instanceof Break) {
                throw new IllegalStateException("broken");
            }
            var longer = new ArrayList<>(state);
            longer.add(message);
            return Next.go(longer);
        }

        @Override
        public Object redactState(List<Object> state) {
            return state.stream().map(this::redactMessage).toList();
        }

        @Override
        public Object redactMessage(Object message) {
            return message instanceof Secret ? "***" : message;
        }
    }

    @RegisterExtension
    final TestNode system = new TestNode();

    private final CountDownLatch gate = new CountDownLatch(1);

    private ProcessRef<Object> fragile() {
        return system.node()
                .start(ProcessSpec.<List<Object>, Object>of("spec", () -> new Fragile(gate)).name(Name.of("glass")))
                .orElseThrow();
    }

    private ProcessCrashed report() {
        await().atMost(TestNode.PATIENCE).until(() -> ofFragile().size() == 1);
        return ofFragile().getFirst();
    }

    private List<ProcessCrashed> ofFragile() { // who calls it and does not catch crashes, too
        return system.crashReports().stream().filter(report -> report.label().equals("fragile")).toList();
    }

    /** Crashes right after its start. */
    private record Continuing() implements GenServer<Integer, Object> {
        @Override
        public InitResult<Integer> init(ProcessContext<Object> context) {
            return InitResult.continueWith("more", 0);
        }

        @Override
        public Next<Integer> continueWith(Object continuation, Integer state, ProcessContext<Object> context) {
            throw new IllegalStateException("broken");
        }

        @Override
        public Next<Integer> handle(Object message, Integer state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @Test
    void aCrashInContinueWithIsReportedAsOne() {
        assertThat(system.node().start(ProcessSpec.of("continuing", Continuing::new))).isPresent();
        await().atMost(TestNode.PATIENCE).until(() -> system.crashReports().size() == 1);
        assertThat(system.crashReports()).singleElement().satisfies(report -> {
            assertThat(report.during()).isEqualTo("continueWith");
            assertThat(report.reason()).asString().contains("broken");
        });
    }

    @Test
    void g14_theReportHasTheLastMessageTheStateBeforeItAndTheClient() throws Exception {
        var ref = fragile();
        var caller = system.probe("caller");
        var peer = system.trapping("peer");
        peer.act(context -> context.link(ref.pid()));
        ref.tell("first");
        caller.later(_ -> ref.call(Break::new, TestNode.PATIENCE));
        await().atMost(TestNode.PATIENCE).until(() -> system.node().info(ref.pid()).mailboxLength() == 1);
        IntStream.range(0, 12).forEach(ref::tell);
        gate.countDown();

        var report = report();
        assertThat(report).returns("fragile", ProcessCrashed::label).returns(12, ProcessCrashed::waiting);
        var details = report.details();
        assertThat(details.names()).containsExactly("glass");
        assertThat(details.ancestors()).containsExactly(system.node().first());
        assertThat(details.links()).containsExactly(peer.pid());
        assertThat(details.trapsExits()).isTrue();
        assertThat(details.uptime()).isPresent();
        assertThat(details.lastMessage()).hasValueSatisfying(text -> assertThat(text).startsWith("Break["));
        assertThat(details.state()).contains("[first]");
        assertThat(details.locals()).isEqualTo(Map.of("tenant", "acme"));
        assertThat(details.waitingMessages()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(details.client()).hasValueSatisfying(client -> {
            assertThat(client.pid()).contains(caller.pid());
            assertThat(client.stack()).first().asString().contains(CrashReportTest.class.getSimpleName());
        });
        assertThat(report.describe()).contains("broken").doesNotContain("first");
        assertThat(report.contents()).hasValueSatisfying(
                text -> assertThat(text).contains("[first]", "Break[", "acme", caller.pid().toString()));
    }

    @Test
    void g14_aCallFromNoProcessNamesItsThread() {
        gate.countDown();
        var ref = fragile();
        assertThatThrownBy(() -> ref.call(Break::new, TestNode.PATIENCE))
                .isInstanceOf(CallException.ServerExited.class);
        assertThat(report().details().client()).hasValueSatisfying(client -> {
            assertThat(client.pid()).isEmpty();
            assertThat(client.thread()).isEqualTo(Thread.currentThread().getName());
        });
    }

    @Test
    void g15_aRedactedSecretIsInNoReportAndInNoLog() throws Exception {
        var logger = (Logger) LoggerFactory.getLogger("dev.redstart");
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        logger.addAppender(logged);
        logger.setLevel(Level.DEBUG);
        try (var _ = Slf4jBinder.bind(system.node().telemetry())) {
            var ref = fragile();
            ref.tell(new Secret("s3cret"));
            ref.tell(new Break(_ -> {}));
            ref.tell(new Secret("s3cret"));
            gate.countDown();
            assertThat(report().toString()).contains("[***]").doesNotContain("s3cret");
        } finally {
            logger.detachAppender(logged);
            logger.setLevel(null);
        }
        assertThat(logged.list).extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(line -> assertThat(line).contains("[***]"))
                .allSatisfy(line -> assertThat(line).doesNotContain("s3cret"));
    }

    /** Its text never comes. */
    private static final class Endless {
        @Override
        public String toString() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "never";
        }
    }

    @Test
    void aTextThatNeverComesDoesNotKeepAProcessFromItsEnd() {
        gate.countDown();
        var ref = fragile();
        ref.tell(new Endless());
        ref.tell(new Break(_ -> {}));
        assertThat(system.awaitEnd(ref.pid())).isInstanceOfAny(ExitReason.Crash.class, ExitReason.NoProc.class);
        assertThat(report().details().state()).isEmpty();
    }

    @Test
    void textsAreCut() {
        var much = List.of("x".repeat(5000), IntStream.range(0, 1000).boxed().toList(),
                List.of(List.of(List.of(List.of("deep")))));
        assertThat(BoundedText.of(much)).hasSizeLessThanOrEqualTo(CrashDetails.MAX_TEXT + 1).endsWith("…");
        assertThat(BoundedText.of(IntStream.range(0, 100).boxed().toList())).endsWith("14, 15, …]");
        assertThat(BoundedText.of(List.of(List.of(List.of(List.of(List.of("deep"))))))).contains("… 1")
                .doesNotContain("deep");
        assertThat(BoundedText.of(Map.of("a", new int[0].length))).isEqualTo("[a=0]");
        assertThat(BoundedText.of(new byte[7])).isEqualTo("byte[7]");
        assertThat(BoundedText.of(null)).isEqualTo("null");
    }
}
