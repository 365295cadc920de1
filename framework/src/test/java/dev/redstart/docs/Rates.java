package dev.redstart.docs;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ReplyTo;

// @start region="rates"
/** Exchange rates, fetched once a minute from {@code source}, which may block and may throw. */
final class Rates implements GenServer<Map<String, BigDecimal>, Rates.Message> {
    sealed interface Message {}

    record Of(String currency, ReplyTo<Optional<BigDecimal>> from) implements Message {}

    private record Refresh() implements Message {}

    static final Name<Message> NAME = Name.of("rates");

    private final Supplier<Map<String, BigDecimal>> source;

    Rates(Supplier<Map<String, BigDecimal>> source) {
        this.source = source;
    }

    @Override
    public InitResult<Map<String, BigDecimal>> init(ProcessContext<Message> context) {
        return InitResult.continueWith("the first fetch", Map.of());
    }

    @Override
    public Next<Map<String, BigDecimal>> continueWith(Object continuation, Map<String, BigDecimal> rates,
            ProcessContext<Message> context) {
        return refresh(context);
    }

    @Override
    public Next<Map<String, BigDecimal>> handle(Message message, Map<String, BigDecimal> rates,
            ProcessContext<Message> context) {
        return switch (message) {
            case Refresh() -> refresh(context);
            case Of(var currency, var from) -> {
                from.reply(Optional.ofNullable(rates.get(currency)));
                yield Next.same();
            }
        };
    }

    private Next<Map<String, BigDecimal>> refresh(ProcessContext<Message> context) {
        var fresh = Map.copyOf(source.get());
        context.sendAfter(Duration.ofMinutes(1), new Refresh());
        return Next.go(fresh);
    }
}
// @end
