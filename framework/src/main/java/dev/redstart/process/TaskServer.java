package dev.redstart.process;

import org.jspecify.annotations.Nullable;

/** Runs the one thing a task is for, its first message, and ends. Shared by all tasks of a node. */
final class TaskServer implements GenServer<Boolean, TaskAction> {
    /** Gives the result to whoever waits at the slot. */
    record Computation<T extends @Nullable Object>(TaskBody<? extends T> body,
            TaskSlot<T> slot) implements TaskAction {
        @Override
        public void run(ProcessContext<?> self) throws Exception {
            slot.arrived(body.run(self));
        }
    }

    @Override
    public InitResult<Boolean> init(ProcessContext<TaskAction> context) {
        throw new AssertionError("tasks are spawned with a state");
    }

    @Override
    public Next<Boolean> handle(TaskAction action, Boolean state, ProcessContext<TaskAction> context) throws Exception {
        action.run(context);
        return Next.stop(state);
    }
}
