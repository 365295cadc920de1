package dev.redstart.stage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

import dev.redstart.process.Pid;
import org.jspecify.annotations.Nullable;

/**
 * One source of a stage: what has come from it and waits, and when to ask for more. What is asked for and not yet handled is never more than
 * {@link Intake#maxDemand}.
 *
 * <p>Threading: belongs to the stage's process; no clock, no thread.
 */
final class Inflow<I> {
    final Subscription<?> subscription;
    final Intake intake;
    /** The process on the other side, if it is one. */
    final @Nullable Pid producer;
    /** What hears of a publisher that is none of ours. */
    final @Nullable Inlet inlet;
    private final ArrayDeque<I> waiting = new ArrayDeque<>();
    private Flow.@Nullable Subscription upstream;
    /** Since it last asked. */
    private int handled;

    Inflow(Subscription<?> subscription, Intake intake, @Nullable Pid producer, @Nullable Inlet inlet) {
        this.subscription = subscription;
        this.intake = intake;
        this.producer = producer;
        this.inlet = inlet;
    }

    void open(Flow.Subscription opened) {
        upstream = opened;
        opened.request(intake.maxDemand());
    }

    @SuppressWarnings("unchecked") // it takes from a publisher of I
    void arrived(List<?> items) {
        items.forEach(item -> waiting.add((I) item));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes what a stage is given at once. */
    List<I> batch() {
        var batch = new ArrayList<I>(Math.min(intake.batch(), waiting.size()));
        while (batch.size() < intake.batch() && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        return List.copyOf(batch);
    }

    /** So many items are handled; asks for as many if it is time to. */
    void handled(int items) {
        handled += items;
        if (handled >= intake.batch() && upstream != null) {
            var more = handled;
            handled = 0;
            upstream.request(more);
        }
    }

    /** Nothing more will come, and nothing is asked for any more. */
    void close() {
        upstream = null;
    }
}
