package dev.redstart.docs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.redstart.Redstart;
import dev.redstart.process.Mailbox;
import dev.redstart.process.ProcessCrashed;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TraceEvent;

/** What the page says for those who run a system. */
final class Operations {
    private Operations() {}

    static ProcessSpec<?, Counter.Message> display() {
        // @start region="mailbox"
        var spec = ProcessSpec.of("display", Counter::new).mailbox(new Mailbox(100, Mailbox.Overflow.DROP_OLDEST));
        // @end
        return spec;
    }

    static List<TraceEvent> repair(Redstart app) {
        // @start region="inspector"
        var counter = app.ref(Counter.NAME);
        var inspector = app.node().inspector(counter.pid()).timeout(Duration.ofSeconds(1));
        Optional<Object> state = inspector.state(); // Optional[5]
        inspector.keepLog(20); // the last 20 things it takes, and its new states
        inspector.suspend(); // from here on messages wait
        inspector.replaceState(_ -> 0L);
        inspector.resume();
        counter.tell(new Counter.Add(7));
        List<TraceEvent> log = inspector.log(); // [Received[..., Add[by=7]], Changed[..., state=7]]
        // @end
        return state.equals(Optional.of(5L)) ? log : List.of();
    }

    static AutoCloseable watch(Redstart app, Consumer<String> pager) {
        // @start region="crashes"
        var watching = app.telemetry().listen(event -> {
            if (event instanceof ProcessCrashed crash) {
                pager.accept(crash.label() + ": " + crash.reason());
            }
        });
        // @end
        return watching;
    }
}
