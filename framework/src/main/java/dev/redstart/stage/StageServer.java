package dev.redstart.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Predicate;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.MonitorRef;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;
import dev.redstart.process.TimerRef;
import dev.redstart.telemetry.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Runs a stage. Both sides of a subscription watch each other: who takes from a process that ends acts by its {@link Intake.Cancel}, and who
 * has taken and ends is forgotten.
 *
 * <pre>
 *   sources ── Arrived ──▶ {@link Inflow} ── {@link Work} ──▶ {@link Outflow} ── Arrived ──▶ those who take
 *           ◀── Ask ─────                                                    ◀── Ask ─────
 * </pre>
 *
 * <p>Threading: all fields belong to the stage's process.
 */
final class StageServer<S, I, O> implements GenServer<S, StageMessage<O>> {
    private final Work<S, I, O> work;
    private final List<Stage.Source<I>> sources;
    private final Stage.Output<O> output;
    private final Outflow<O> outflow;
    private final List<Inflow<I>> inflows = new ArrayList<>();
    private final Map<Subscription<?>, MonitorRef> customers = new HashMap<>();
    /** A note to itself to go on waits in the mailbox. */
    private boolean proceeds;
    /** The producer wants to be asked again then. */
    private @Nullable TimerRef again;
    /** Drops were told of, and the buffer has not been empty since. */
    private boolean dropsTold;
    /** Why it ends once it has nothing left to do; null as long as it is to go on. */
    private @Nullable ExitReason ending;

    StageServer(Work<S, I, O> work, List<Stage.Source<I>> sources, Stage.Output<O> output) {
        this.work = work;
        this.sources = sources;
        this.output = output;
        this.outflow = new Outflow<>(Outlets.of(output.dispatch()), output.buffer(), Subscription::items);
    }

    @Override
    public InitResult<S> init(ProcessContext<StageMessage<O>> context) throws Exception {
        var state = work.init(context);
        for (var source : sources) {
            inflows.add(subscribe(source, context));
        }
        return InitResult.started(state);
    }

    @Override
    public Next<S> handle(StageMessage<O> message, S state, ProcessContext<StageMessage<O>> context) throws Exception {
        var wantsMore = false;
        switch (message) {
            case StageMessage.Subscribe<O>(var subscription) -> admit(subscription, context);
            case StageMessage.Ask<O>(var subscription, var items) -> {
                outflow.ask(subscription, items);
                wantsMore = true;
            }
            case StageMessage.Cancel<O>(var subscription) -> {
                dismiss(subscription, context);
                wantsMore = true;
            }
            case StageMessage.Push<O>(var items) -> emit(items, context);
            case StageMessage.Proceed<O>() -> {
                proceeds = false;
                wantsMore = true;
            }
            case StageMessage.Opened<O>(var subscription, var upstream, var producer) ->
                opened(subscription, upstream, producer);
            case StageMessage.Arrived<O>(var subscription, var items) ->
                inflow(known -> known.subscription == subscription).ifPresent(known -> known.arrived(items));
            case StageMessage.Closed<O>(var subscription, var reason) ->
                closed(known -> known.subscription == subscription, reason, context);
        }
        return proceed(state, wantsMore, context);
    }

    @Override
    public Next<S> signal(Signal signal, S state, ProcessContext<StageMessage<O>> context) throws Exception {
        if (!(signal instanceof Signal.Down(var ref, var pid, var reason))) {
            return Next.same();
        }
        customers.entrySet().stream().filter(entry -> entry.getValue().equals(ref)).map(Map.Entry::getKey).findAny()
                .ifPresentOrElse(gone -> dismiss(gone, context),
                        () -> closed(known -> pid.equals(known.producer), reason, context));
        return proceed(state, true, context);
    }

    // ---- where it takes from ----------------------------------------------------------------------------------------------------------

    private Inflow<I> subscribe(Stage.Source<I> source, ProcessContext<StageMessage<O>> context) {
        var publisher = source.publisher().apply(context.node());
        if (publisher instanceof StagePublisher<? extends I> stage) {
            return subscribe(stage, source.intake(), context);
        }
        var subscription = new Subscription<>(context.self(), 0);
        var inlet = context.own(new Inlet(subscription));
        publisher.subscribe(inlet);
        return new Inflow<>(subscription, source.intake(), null, inlet);
    }

    private <P extends I> Inflow<I> subscribe(StagePublisher<P> stage, Intake intake,
            ProcessContext<StageMessage<O>> context) {
        var partition = intake.partition() == 0 ? stage.partition() : intake.partition();
        var subscription = new Subscription<>(context.self(), partition);
        var producer = stage.ref().pid();
        context.monitor(producer);
        stage.ref().tell(new StageMessage.Subscribe<>(subscription));
        return new Inflow<>(subscription, intake, producer, null);
    }

    /** Of a process that took the name of the one it watches in this very moment it takes nothing, but it waits for the end of that one. */
    private void opened(Subscription<?> subscription, Flow.Subscription upstream, Optional<Pid> producer) {
        inflow(known -> known.subscription == subscription)
                .filter(known -> Optional.ofNullable(known.producer).equals(producer))
                .ifPresentOrElse(known -> known.open(upstream), upstream::cancel);
    }

    private Optional<Inflow<I>> inflow(Predicate<Inflow<I>> wanted) {
        return inflows.stream().filter(wanted).findAny();
    }

    /** What has come from there is still handled if the end was expected. */
    private void closed(Predicate<Inflow<I>> which, ExitReason reason, ProcessContext<StageMessage<O>> context) {
        for (var inflow : inflows.stream().filter(which).toList()) {
            inflow.close();
            if (inflow.inlet != null) {
                inflow.inlet.close();
                context.disown(inflow.inlet);
            }
            if (inflow.intake.endsWith(reason) && ending == null) {
                ending = reason;
            }
        }
    }

    // ---- who takes from it ------------------------------------------------------------------------------------------------------------

    private void admit(Subscription<?> subscription, ProcessContext<StageMessage<O>> context) {
        try {
            outflow.add(subscription);
        } catch (IllegalArgumentException e) { // there is no such partition
            subscription.closed(ExitReason.Crash.of(e));
            return;
        }
        customers.put(subscription, context.monitor(subscription.consumer()));
        subscription.opened(new UpstreamRef<>(context.self(), subscription), context.pid());
    }

    private void dismiss(Subscription<?> subscription, ProcessContext<StageMessage<O>> context) {
        var monitor = customers.remove(subscription);
        if (monitor != null) {
            context.demonitor(monitor);
            outflow.remove(subscription);
        }
    }

    // ---- work -------------------------------------------------------------------------------------------------------------------------

    private Next<S> proceed(S state, boolean wantsMore, ProcessContext<StageMessage<O>> context) throws Exception {
        if (ending != null && !ending.isExpected()) {
            return Next.stop(ending, state);
        }
        var now = takeIn(state, context);
        if (wantsMore && ending == null && outflow.wanted() > 0) {
            now = produce(now, context);
        }
        return ending != null && isDone() ? Next.stop(ending, now) : Next.go(now);
    }

    private boolean isDone() {
        return outflow.isEmpty() && inflows.stream().allMatch(Inflow::isEmpty);
    }

    private S takeIn(S state, ProcessContext<StageMessage<O>> context) throws Exception {
        var now = state;
        for (var inflow : inflows) {
            while (!inflow.isEmpty() && (!work.isPaced() || outflow.wanted() > 0)) {
                var batch = inflow.batch();
                now = emitted(work.items(batch, now, context), context);
                if (ending == null) {
                    inflow.handled(batch.size());
                }
            }
        }
        return now;
    }

    private S produce(S state, ProcessContext<StageMessage<O>> context) throws Exception {
        var emit = work.demand((int) Math.min(outflow.wanted(), Stage.MAX_AT_ONCE), state, context);
        var now = emitted(emit, context);
        if (emit.again() != null) {
            askAgain(emit.again(), context);
        } else if (!emit.items().isEmpty() && ending == null && outflow.wanted() > 0 && !proceeds) {
            proceeds = true;
            context.self().tell(new StageMessage.Proceed<>()); // others get their turn before
        }
        return now;
    }

    /** However often it was asked meanwhile, there is one timer. */
    private void askAgain(Duration delay, ProcessContext<StageMessage<O>> context) {
        if (again != null) {
            again.cancel();
        }
        again = context.sendAfter(delay, new StageMessage.Proceed<>());
    }

    private S emitted(Emit<S, O> emit, ProcessContext<StageMessage<O>> context) {
        emit(emit.items(), context);
        if (emit.last() && ending == null) {
            ending = ExitReason.NORMAL;
        }
        return emit.state();
    }

    private void emit(List<O> items, ProcessContext<StageMessage<O>> context) {
        var dropped = outflow.emit(items);
        if (dropped > 0) {
            dropped(dropped, context);
        } else if (outflow.isEmpty()) {
            dropsTold = false;
        }
    }

    private void dropped(int items, ProcessContext<StageMessage<O>> context) {
        drops(context).add(items);
        if (!dropsTold) {
            dropsTold = true;
            var label = context.node().info(context.pid()).label();
            context.telemetry().emit(new StageItemsDropped(context.pid(), label, items, output.buffer()));
        }
    }

    private static Counter drops(ProcessContext<?> context) {
        return context.telemetry().counter(StageItemsDropped.COUNTER);
    }
}
