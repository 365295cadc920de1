package dev.redstart.docs;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.Registry;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.Signal;

// @start region="cart"
/** One customer's cart. It goes away after twenty minutes in which nobody used it. */
final class Cart implements GenServer<List<String>, Cart.Message> {
    sealed interface Message {}

    record Put(String item) implements Message {}

    record Items(ReplyTo<List<String>> from) implements Message {}

    /** All carts, by customer; the value is the country. */
    static final Registry<String, String, Message> ALL = Registry.unique("carts");

    private static final Duration SILENCE = Duration.ofMinutes(20);

    static ProcessSpec<List<String>, Message> spec(String customer, String country) {
        return ProcessSpec.of("cart of " + customer, Cart::new).registered(ALL, customer, country);
    }

    @Override
    public InitResult<List<String>> init(ProcessContext<Message> context) {
        return InitResult.idleAfter(SILENCE, List.of());
    }

    @Override
    public Next<List<String>> handle(Message message, List<String> items, ProcessContext<Message> context) {
        return switch (message) {
            case Put(var item) -> Next.idleAfter(SILENCE, Stream.concat(items.stream(), Stream.of(item)).toList());
            case Items(var from) -> {
                from.reply(items);
                yield Next.idleAfter(SILENCE, items);
            }
        };
    }

    @Override
    public Next<List<String>> signal(Signal signal, List<String> items, ProcessContext<Message> context) {
        return signal instanceof Signal.Idle ? Next.stop(items) : Next.idleAfter(SILENCE, items);
    }
}
// @end
