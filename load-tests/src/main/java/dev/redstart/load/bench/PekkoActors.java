package dev.redstart.load.bench;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Apache Pekko's typed actors with its own settings; only its log is silent. Actors are started by the guardian, because Pekko
 * starts them only from within one. Its handlers may not block, so a {@link #caller} asks and goes on when the answer comes as
 * a message.
 */
final class PekkoActors implements Actors<ActorRef<Object>> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SETTINGS = """
            pekko { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off, daemonic = on
                    coordinated-shutdown.run-by-jvm-shutdown-hook = off }
            """;

    /** Something to do inside the guardian. */
    private interface Inside extends Consumer<ActorContext<Object>> {}

    private final Failures failures = new Failures();
    private final ActorSystem<Object> system = ActorSystem.create(
            Behaviors.<Object>receive((context, message) -> {
                ((Inside) message).accept(context);
                return Behaviors.same();
            }), "bench", ConfigFactory.parseString(SETTINGS).withFallback(ConfigFactory.load()));

    private Behavior<Object> behavior(Handler handler) {
        return Behaviors.receiveMessage(message -> {
            try {
                return handler.handle(message) ? Behaviors.same() : Behaviors.stopped();
            } catch (Exception e) {
                failures.note(e.toString());
                return Behaviors.stopped();
            }
        });
    }

    private ActorRef<Object> start(Behavior<Object> behavior) {
        var started = new CompletableFuture<ActorRef<Object>>();
        Inside start = context -> started.complete(context.spawnAnonymous(behavior));
        system.tell(start);
        return started.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join(); // its guardian may starve, too
    }

    @Override
    public ActorRef<Object> spawn(Handler handler) {
        return start(behavior(handler));
    }

    @Override
    public void tell(ActorRef<Object> to, Object message) {
        to.tell(message);
    }

    @Override
    @SuppressWarnings("unchecked") // call sends nothing else
    public ActorRef<Object> echo() {
        return spawn(message -> {
            ((ActorRef<Object>) message).tell(this);
            return true;
        });
    }

    @Override
    public void call(ActorRef<Object> echo) throws Exception {
        AskPattern.<Object, Object>ask(echo, from -> from, PATIENCE, system.scheduler()).toCompletableFuture().get();
    }

    @Override
    public ActorRef<Object> caller(ActorRef<Object> echo, BooleanSupplier answered) {
        var answer = new Object();
        return start(Behaviors.receive((context, message) -> {
            if (message instanceof Throwable failure) {
                failures.note(failure.toString());
                return Behaviors.same();
            }
            if (!message.equals(answer) || answered.getAsBoolean()) {
                context.ask(Object.class, echo, PATIENCE, from -> from,
                        (_, failure) -> failure == null ? answer : failure);
            }
            return Behaviors.same();
        }));
    }

    @Override
    public ActorRef<Object> spawner(Handler child) {
        var behavior = behavior(child);
        return start(Behaviors.receive((context, message) -> {
            var batch = (Batch) message;
            for (int i = 1; i < batch.size(); i++) {
                context.spawnAnonymous(behavior).tell(batch.each());
            }
            context.spawnAnonymous(behavior).tell(batch.last());
            return Behaviors.same();
        }));
    }

    @Override
    public Object idle(int count) throws InterruptedException {
        var handled = new CountDownLatch(count);
        var spawner = spawner(_ -> {
            handled.countDown();
            return true;
        });
        spawner.tell(new Batch(count, "once", "once"));
        handled.await();
        return spawner;
    }

    @Override
    public Failures failures() {
        return failures;
    }

    @Override
    public void close() {
        system.terminate();
    }
}
