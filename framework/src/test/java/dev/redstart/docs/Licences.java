package dev.redstart.docs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.MonitorRef;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.Signal;

// @start region="licences"
/** Lends out licences. Who wants one when there is none waits. One whose borrower ends comes back by itself. */
final class Licences implements GenServer<Licences.State, Licences.Message> {
    sealed interface Message {}

    record Borrow(Pid borrower, ReplyTo<Integer> from) implements Message {} // the reply: how many are left

    record GiveBack(Pid borrower) implements Message {}

    static final Name<Message> NAME = Name.of("licences");

    /** Belongs to the process alone, so it may be mutable and needs no lock. */
    static final class State {
        private int free;
        private final Map<MonitorRef, Pid> lent = new HashMap<>();
        private final Deque<Borrow> waiting = new ArrayDeque<>();

        private Optional<MonitorRef> lentTo(Pid borrower) {
            return lent.keySet().stream().filter(monitor -> borrower.equals(lent.get(monitor))).findAny();
        }
    }

    private final int licences;

    Licences(int licences) {
        this.licences = licences;
    }

    @Override
    public InitResult<State> init(ProcessContext<Message> context) {
        var state = new State();
        state.free = licences;
        return InitResult.started(state);
    }

    @Override
    public Next<State> handle(Message message, State state, ProcessContext<Message> context) {
        switch (message) {
            case Borrow wish -> state.waiting.add(wish);
            case GiveBack(var borrower) -> state.lentTo(borrower).ifPresent(monitor -> {
                context.demonitor(monitor);
                takeBack(monitor, state);
            });
        }
        lend(state, context);
        return Next.same();
    }

    @Override
    public Next<State> signal(Signal signal, State state, ProcessContext<Message> context) {
        if (signal instanceof Signal.Down(var monitor, _, _)) {
            takeBack(monitor, state);
            lend(state, context);
        }
        return Next.same();
    }

    private static void lend(State state, ProcessContext<Message> context) {
        while (state.free > 0 && !state.waiting.isEmpty()) {
            var wish = state.waiting.remove();
            state.lent.put(context.monitor(wish.borrower), wish.borrower);
            wish.from.reply(--state.free);
        }
    }

    private static void takeBack(MonitorRef monitor, State state) {
        state.lent.remove(monitor);
        state.free++;
    }
}
// @end
