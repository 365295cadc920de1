package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.redstart.telemetry.TelemetryEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a development node tells of; and that it runs everything as another does. */
@Timeout(120)
class DevChecksTest {
    sealed interface Message {
        record Join(String topic, List<String> members) implements Message {}

        record Hold(@TrustedImmutable CountDownLatch entered, @TrustedImmutable CountDownLatch leave)
                implements
                    Message {}

        record Ask(ReplyTo<String> from, Answer answer) implements Message {}

        record Crash(ReplyTo<String> from) implements Message {}

        record Release(String answer) implements Message {}
    }

    enum Answer {
        NOW, LATER, NEVER
    }

    /** Answers as it is told; its state is who waits for an answer. */
    private static final class Server implements GenServer<List<ReplyTo<String>>, Message> {
        @Override
        public InitResult<List<ReplyTo<String>>> init(ProcessContext<Message> context) {
            return InitResult.started(List.of());
        }

        @Override
        public Next<List<ReplyTo<String>>> handle(Message message, List<ReplyTo<String>> waiting,
                ProcessContext<Message> context) throws Exception {
            switch (message) {
                case Message.Join _ -> {}
                case Message.Hold(var entered, var leave) -> {
                    entered.countDown();
                    leave.await();
                }
                case Message.Ask(var from, var answer) when answer == Answer.NOW -> from.reply("now");
                case Message.Ask(var from, var answer) when answer == Answer.LATER -> {
                    return Next.go(List.of(from));
                }
                case Message.Ask _ -> {}
                case Message.Crash _ -> throw new IllegalStateException("broken");
                case Message.Release(var answer) -> {
                    waiting.forEach(from -> from.reply(answer));
                    return Next.go(List.of());
                }
            }
            return Next.same();
        }
    }

    @RegisterExtension
    final TestNode system = new TestNode();

    private ProcessRef<Message> start() {
        return system.node().start(ProcessSpec.of("server", Server::new)).orElseThrow();
    }

    private static CountDownLatch hold(ProcessRef<Message> server) throws InterruptedException {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        server.tell(new Message.Hold(entered, leave));
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        return leave;
    }

    private static void settle(ProcessRef<Message> server) {
        assertThat(server.<String>call(from -> new Message.Ask(from, Answer.NOW))).isEqualTo("now");
    }

    private void collectUntil(BooleanSupplier done) {
        TestNode.eventually(done, condition -> {
            System.gc();
            return condition.getAsBoolean();
        });
    }

    private List<CallNeverAnswered> unanswered() {
        return system.events(CallNeverAnswered.class);
    }

    @Test
    void g20_aDroppedReplyToIsToldOfWithItsMessageAndServer() {
        var server = start();
        assertThatThrownBy(() -> server.<String>call(from -> new Message.Ask(from, Answer.NEVER), Duration.ofMillis(1)))
                .isInstanceOf(CallException.CallTimeout.class);
        settle(server);

        collectUntil(() -> !unanswered().isEmpty());

        assertThat(unanswered())
                .containsExactly(new CallNeverAnswered(server.pid(), "server", Message.Ask.class.getName()));
        assertThat(unanswered().getFirst().describe()).contains("Message$Ask", server.pid().toString(), "(server)");
    }

    @Test
    void g20_anAnswerAtOnceOrLaterOrTheEndOfTheServerIsAnAnswer() throws Exception {
        var server = start();
        var crashing = start();
        settle(server);
        var later = server.<String>ask(from -> new Message.Ask(from, Answer.LATER), TestNode.PATIENCE)
                .toCompletableFuture();
        assertThatThrownBy(() -> crashing.<String>call(Message.Crash::new))
                .isInstanceOf(CallException.ServerExited.class);
        var leave = hold(server);
        var late = server.<String>ask(from -> new Message.Ask(from, Answer.NEVER), Duration.ofMillis(1));
        for (int round = 1; round <= 2; round++) {
            unanswered(round);
        }
        assertThat(later).as("kept in the state").isNotDone();
        assertThat(late).isNotNull();
        leave.countDown();
        server.tell(new Message.Release("later"));
        assertThat(later.get(20, TimeUnit.SECONDS)).isEqualTo("later");
        collectUntil(() -> unanswered().size() == 3); // that which was held up has now reached its handler
    }

    /** Has one more told of, which shows that the cleaner has come by. */
    private void unanswered(int total) {
        var other = start();
        other.<String>ask(from -> new Message.Ask(from, Answer.NEVER), Duration.ofMillis(1));
        settle(other);
        collectUntil(() -> unanswered().size() >= total);
        assertThat(unanswered()).as("and no more").hasSize(total);
    }

    @Test
    void g21_aMessageThatHoldsAnArrayListIsToldOfOncePerClass() {
        var server = start();
        server.tell(new Message.Join("room", List.of("a")));
        server.tell(new Message.Join("room", new ArrayList<>(List.of("a"))));
        server.tell(new Message.Join("room", new ArrayList<>(List.of("a"))));
        settle(server);

        assertThat(system.events(MutableMessage.class)).containsExactly(new MutableMessage(
                Message.Join.class.getName(), List.of("Join.members: java.util.ArrayList")));
        assertThat(system.events(MessageChanged.class)).isEmpty();
    }

    @Test
    void g21_aChangeBetweenSendingAndHandlingIsToldOfWithTheSender() throws Exception {
        var server = start();
        var leave = hold(server);
        var members = new ArrayList<>(List.of("a"));
        var sender = system.probe("careless");
        sender.act(_ -> server.tell(new Message.Join("room", members)));
        var untouched = new Message.Join("room", new ArrayList<>(List.of("a")));
        server.tell(untouched);

        members.add("b");
        leave.countDown();
        settle(server);

        assertThat(system.events(MessageChanged.class)).containsExactly(new MessageChanged(server.pid(), "server",
                Message.Join.class.getName(), sender.pid() + " (careless)"));
    }

    @Test
    void g21_aSelectiveReceiveIsToldOfTheChangeToo() throws Exception {
        var heard = new CompletableFuture<Object>();
        var direct = system.node().start(ProcessSpec.<Message>direct("direct", () -> self -> {
            self.receive(message -> message instanceof Message.Release);
            heard.complete(self.receive(message -> message instanceof Message.Join));
        })).orElseThrow();
        var members = new ArrayList<String>();
        var join = new Message.Join("room", members);
        direct.tell(join);
        members.add("late");
        direct.tell(new Message.Release("go"));
        assertThat(heard.get(20, TimeUnit.SECONDS)).isSameAs(join);
        assertThat(system.events(MessageChanged.class)).singleElement()
                .satisfies(event -> assertThat(event.sender()).startsWith("thread "));
    }

    @Test
    void aNodeThatIsNoDevelopmentNodeTellsNothing() throws Exception {
        var told = new CopyOnWriteArrayList<TelemetryEvent>();
        try (var plain = new LocalNode("plain", false)) {
            plain.telemetry().listen(told::add);
            var server = plain.start(ProcessSpec.of("server", Server::new)).orElseThrow();
            var leave = hold(server);
            var members = new ArrayList<>(List.of("a"));
            server.tell(new Message.Join("room", members));
            members.add("b");
            leave.countDown();
            settle(server);
        }
        assertThat(told).isEmpty();
    }
}
