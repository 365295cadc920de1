package dev.redstart.process;

import java.util.ArrayList;
import java.util.List;

/**
 * Who starts tasks, and whose children they become.
 *
 * @param owner waits for their results
 * @param parent ends them when it ends; the owner itself unless they are supervised
 */
record TaskOrigin(LocalProcess<?, ?> owner, ProcessKind<Boolean, TaskAction> kind, LocalPid parent) {
    static TaskOrigin of(ProcessContext<?> context) {
        var owner = owner(context);
        return new TaskOrigin(owner, owner.node().tasks(), owner);
    }

    static TaskOrigin cpu(ProcessContext<?> context) {
        var owner = owner(context);
        return new TaskOrigin(owner, owner.node().cpuTasks(), owner);
    }

    static TaskOrigin under(ProcessRef<?> supervisor, ProcessContext<?> context) {
        var owner = owner(context);
        return new TaskOrigin(owner, owner.node().tasks(), owner.node().local(supervisor.pid()));
    }

    /** Whether the tasks are linked to the owner. */
    @SuppressWarnings("ReferenceEquality") // a process is its identity
    boolean isLinked() {
        return parent == owner;
    }

    private static LocalProcess<?, ?> owner(ProcessContext<?> context) {
        var owner = (LocalProcess<?, ?>) context.pid();
        owner.checkOwnThread();
        return owner;
    }

    /** A process that nobody knows yet. */
    LocalProcess<Boolean, TaskAction> newProcess() {
        var process = new LocalProcess<>(kind, true, parent);
        var callers = new ArrayList<Pid>();
        callers.add(owner);
        callers.addAll(owner.callers());
        process.extension().callers = List.copyOf(callers);
        return process;
    }

    /** Has {@code process} do {@code action}. Waits for nobody. */
    void start(LocalProcess<Boolean, TaskAction> process, TaskAction action, boolean linked) {
        process.joinParent(linked);
        try {
            owner.checkOwnThread();
            if (parent.hasEnded()) {
                throw new CallException.NoProcess(parent);
            }
            process.tell(action);
        } catch (ProcessExit | CallException e) {
            process.die(ExitReason.KILLED, null); // nobody would ever tell it what to do
            throw e;
        }
    }

    /** Only the owner waits for its tasks, and not on an IO thread. */
    @SuppressWarnings("ReferenceEquality") // a process is its identity
    void checkMayAwait() {
        Activation.checkFence();
        var current = Activation.process();
        if (current != owner) {
            throw new IllegalStateException(
                    "only " + owner + ", which started it, may ask for the outcome of a task; this is "
                            + (current == null ? "thread " + Thread.currentThread().getName() : current.toString()));
        }
        owner.checkMayBlock();
    }
}
