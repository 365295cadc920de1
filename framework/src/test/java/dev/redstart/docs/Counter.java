package dev.redstart.docs;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ReplyTo;

// @start region="counter"
final class Counter implements GenServer<Long, Counter.Message> {
    sealed interface Message {}

    record Add(long by) implements Message {}

    record Get(ReplyTo<Long> from) implements Message {}

    static final Name<Message> NAME = Name.of("counter");

    @Override
    public InitResult<Long> init(ProcessContext<Message> context) {
        return InitResult.started(0L);
    }

    @Override
    public Next<Long> handle(Message message, Long count, ProcessContext<Message> context) {
        return switch (message) {
            case Add(long by) -> Next.go(count + by);
            case Get(var from) -> {
                from.reply(count);
                yield Next.same();
            }
        };
    }
}
// @end
