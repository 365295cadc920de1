package dev.redstart.docs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.redstart.process.Agent;
import dev.redstart.process.AgentRequest;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.Task;
import dev.redstart.process.TaskOutcome;
import dev.redstart.process.TaskStream;
import dev.redstart.supervisor.ChildSpec;

import static dev.redstart.process.TaskStream.OnTimeout.KILL;
import static dev.redstart.supervisor.ChildSpec.worker;

/** Asks others, several at once. */
final class Quotes implements GenServer<Boolean, Quotes.Message> {
    sealed interface Message {}

    record Quote(String item, ReplyTo<Offer> from) implements Message {}

    record Prices(List<String> items, ReplyTo<List<Integer>> from) implements Message {}

    record Offer(int price, int inStock) {}

    private final Function<String, Integer> shop;
    private final Function<String, Integer> warehouse;

    Quotes(Function<String, Integer> shop, Function<String, Integer> warehouse) {
        this.shop = shop;
        this.warehouse = warehouse;
    }

    @Override
    public InitResult<Boolean> init(ProcessContext<Message> context) {
        return InitResult.started(true);
    }

    @Override
    public Next<Boolean> handle(Message message, Boolean state, ProcessContext<Message> context) {
        switch (message) {
            case Quote(var item, var from) -> from.reply(offer(item, context));
            case Prices(var items, var from) -> from.reply(prices(items, context));
        }
        return Next.same();
    }

    // @start region="task"
    private Offer offer(String item, ProcessContext<?> context) {
        var price = Task.async(context, _ -> shop.apply(item)); // both ask
        var stock = Task.async(context, _ -> warehouse.apply(item)); // at the same time
        return new Offer(price.await(), stock.await()); // 5 s each, at most
    }
    // @end

    // @start region="task-stream"
    private List<Integer> prices(List<String> items, ProcessContext<?> context) {
        var prices = new ArrayList<Integer>();
        var asked = TaskStream.over(items, (item, _) -> shop.apply(item)).maxConcurrency(4)
                .timeout(Duration.ofSeconds(2)).onTimeout(KILL);
        try (var outcomes = asked.run(context)) {
            while (outcomes.hasNext()) {
                if (outcomes.next() instanceof TaskOutcome.Done(var price)) {
                    prices.add(price);
                }
            }
        }
        return prices;
    }
    // @end

    // @start region="agent"
    static final Name<AgentRequest<Long>> SOLD = Name.of("sold");

    static ChildSpec sold() {
        return worker("sold", Agent.spec("sold", () -> 0L).name(SOLD));
    }

    static long sell(Agent<Long> sold) {
        sold.cast(count -> count + 1); // returns at once
        return sold.get(count -> count); // waits for the answer
    }
    // @end
}
