package dev.redstart.stage;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessSpec;

/**
 * How to start a stage. Immutable; each method gives a changed copy, and nothing starts before a supervisor starts what {@link #process}
 * gives.
 *
 * {@snippet :
 * static final Name<StageMessage<Long>> NUMBERS = Name.of("numbers");
 *
 * supervisor("numbers").strategy(REST_FOR_ONE)                                                    // producers before consumers
 *         .child(worker("numbers", Stage.producer("numbers", Numbers::new).process().name(NUMBERS)))
 *         .child(worker("printer", Stage.consumer("printer", Printer::new).from(NUMBERS).process()));
 * }
 *
 * <p>A stage that is started again after a crash subscribes again. Items that were under way are lost, as messages are.
 *
 * @param <I> the items it takes
 * @param <O> the items it emits
 */
public final class Stage<I, O> {
    /** Items that may wait in the buffer of a stage unless it says otherwise. */
    public static final int DEFAULT_BUFFER = 10_000;
    /** Items a producer is asked for at once, at most. */
    public static final int MAX_AT_ONCE = 1_000;

    /** What a stage takes from. */
    record Source<I>(Function<? super LocalNode, ? extends Flow.Publisher<? extends I>> publisher, Intake intake) {
        Source {
            Objects.requireNonNull(intake, "intake");
        }
    }

    /** What becomes of what it emits. */
    record Output<O>(Dispatch<O> dispatch, int buffer) {
        Output {
            Objects.requireNonNull(dispatch, "dispatch");
            if (buffer < 0) {
                throw new IllegalArgumentException("the buffer of a stage must hold >= 0 items, was " + buffer);
            }
        }
    }

    private final String label;
    private final Supplier<? extends Work<?, I, O>> work;
    private final List<Source<I>> sources;
    private final Output<O> output;

    private Stage(String label, Supplier<? extends Work<?, I, O>> work, List<Source<I>> sources, Output<O> output) {
        this.label = Objects.requireNonNull(label, "label");
        this.work = work;
        this.sources = List.copyOf(sources);
        this.output = output;
    }

    private static <I, O> Stage<I, O> of(String label, Supplier<? extends Work<?, I, O>> work) {
        return new Stage<>(label, work, List.of(), new Output<>(Dispatch.onDemand(), DEFAULT_BUFFER));
    }

    /** A producer; every start makes a new one. The label is for people. */
    public static <O> Stage<Object, O> producer(String label, Supplier<? extends Producer<?, O>> factory) {
        Objects.requireNonNull(factory, "factory");
        return of(label, () -> Work.ofProducer(factory.get()));
    }

    /** A consumer; every start makes a new one. */
    public static <I> Stage<I, Void> consumer(String label, Supplier<? extends Consumer<?, I>> factory) {
        Objects.requireNonNull(factory, "factory");
        return of(label, () -> Work.ofConsumer(factory.get()));
    }

    /** A stage that takes and emits; every start makes a new one. */
    public static <I, O> Stage<I, O> producerConsumer(String label,
            Supplier<? extends ProducerConsumer<?, I, O>> factory) {
        Objects.requireNonNull(factory, "factory");
        return of(label, () -> Work.ofBoth(factory.get()));
    }

    /** Takes from the stage of that name on its node, by {@link Intake#DEFAULT}. Its start fails if there is none. */
    public Stage<I, O> from(Name<StageMessage<I>> producer) {
        return from(producer, Intake.DEFAULT);
    }

    /** Takes from the stage of that name on its node. */
    public Stage<I, O> from(Name<StageMessage<I>> producer, Intake intake) {
        Objects.requireNonNull(producer, "producer");
        return with(new Source<>(node -> StagePublisher.named(node, producer), intake));
    }

    /** Takes from {@code publisher} by {@link Intake#DEFAULT}: from another stage, or from any reactive stream. */
    public Stage<I, O> from(Flow.Publisher<? extends I> publisher) {
        return from(publisher, Intake.DEFAULT);
    }

    /** Takes from {@code publisher}. Of several sources it takes what comes first. */
    public Stage<I, O> from(Flow.Publisher<? extends I> publisher, Intake intake) {
        Objects.requireNonNull(publisher, "publisher");
        return with(new Source<>(_ -> publisher, intake));
    }

    private Stage<I, O> with(Source<I> source) {
        return new Stage<>(label, work, Stream.concat(sources.stream(), Stream.of(source)).toList(), output);
    }

    /** What it emits goes to those who take from it in that way. */
    public Stage<I, O> dispatch(Dispatch<O> way) {
        return new Stage<>(label, work, sources, new Output<>(way, output.buffer));
    }

    /** So many items that nobody wants yet may wait; then the oldest are dropped, and that is told of: {@link StageItemsDropped}. */
    public Stage<I, O> buffer(int capacity) {
        return new Stage<>(label, work, sources, new Output<>(output.dispatch, capacity));
    }

    /**
     * The process. Its mailbox has no limit, because what stages send each other is limited by what they ask for; who
     * {@link StagePublisher#push pushes} has to know what it does.
     */
    public ProcessSpec<?, StageMessage<O>> process() {
        return ProcessSpec.of(label, () -> server(work.get())).mailbox(Mailbox.unbounded());
    }

    private <S> StageServer<S, I, O> server(Work<S, I, O> made) {
        return new StageServer<>(made, sources, output);
    }
}
