package dev.redstart.pubsub;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessKind;

/** A source of processes that do nothing. */
final class Pids implements AutoCloseable {
    private static final class Idle implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    private final LocalNode node = new LocalNode("pids");
    private final ProcessKind<Boolean, Object> kind = node.kind("idle", new Idle(), Mailbox.DEFAULT, false);

    Pid next() {
        return kind.spawn(true, node.first()).pid();
    }

    @Override
    public void close() {
        node.close();
    }
}
