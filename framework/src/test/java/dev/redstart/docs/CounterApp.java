package dev.redstart.docs;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import dev.redstart.Redstart;
import dev.redstart.process.ProcessRef;

import static dev.redstart.supervisor.ChildSpec.worker;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;

/** What the page does with a {@link Counter}. */
final class CounterApp {
    private CounterApp() {}

    // @start region="counter-app"
    public static void main(String[] args) {
        var tree = supervisor("first").child(worker(Counter.NAME, Counter::new));
        try (var app = Redstart.start(tree)) {
            var counter = app.ref(Counter.NAME);
            counter.tell(new Counter.Add(2));
            counter.tell(new Counter.Add(3));
            long count = counter.call(Counter.Get::new);
            System.out.println(count); // 5
        }
    }
    // @end

    static CompletionStage<Long> talk(ProcessRef<Counter.Message> counter) {
        // @start region="tell-call-ask"
        counter.tell(new Counter.Add(1)); // into the mailbox, and on
        long now = counter.call(Counter.Get::new); // waits 5 s at most
        long soon = counter.call(Counter.Get::new, Duration.ofMillis(200));
        CompletionStage<Long> later = counter.ask(Counter.Get::new, Duration.ofSeconds(1)); // waits for nobody
        // @end
        return later.thenApply(value -> value + now + soon);
    }
}
