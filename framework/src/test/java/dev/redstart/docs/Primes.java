package dev.redstart.docs;

import java.util.stream.IntStream;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.ReplyTo;

/** Computes for long. */
final class Primes implements GenServer<Boolean, Primes.Message> {
    sealed interface Message {}

    record Count(int upTo, ReplyTo<Integer> from) implements Message {}

    @Override
    public InitResult<Boolean> init(ProcessContext<Message> context) {
        return InitResult.started(true);
    }

    @Override
    public Next<Boolean> handle(Message message, Boolean state, ProcessContext<Message> context) {
        return switch (message) {
            case Count(var upTo, var from) -> {
                from.reply(count(upTo, context));
                yield Next.same();
            }
        };
    }

    // @start region="breathe"
    private static int count(int upTo, ProcessContext<Message> context) {
        var found = 0;
        for (int n = 2; n <= upTo; n++) {
            if (n % 1000 == 0) {
                context.breathe(); // lets others run; unwinds if this process has been ended
            }
            found += isPrime(n) ? 1 : 0;
        }
        return found;
    }
    // @end

    private static boolean isPrime(int n) {
        return IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(divisor -> n % divisor == 0);
    }

    // @start region="platform"
    static ProcessSpec<Boolean, Message> spec() {
        return ProcessSpec.of("primes", Primes::new).onPlatformThreads();
    }
    // @end
}
