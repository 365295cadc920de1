package dev.redstart.docs;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.stream.LongStream;

import dev.redstart.process.Name;
import dev.redstart.process.ProcessContext;
import dev.redstart.stage.Consumer;
import dev.redstart.stage.Emit;
import dev.redstart.stage.Intake;
import dev.redstart.stage.Producer;
import dev.redstart.stage.ProducerConsumer;
import dev.redstart.stage.Stage;
import dev.redstart.stage.StageMessage;
import dev.redstart.supervisor.SupervisorSpec;

import static dev.redstart.supervisor.ChildSpec.worker;
import static dev.redstart.supervisor.Strategy.REST_FOR_ONE;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;

/** Three stages in a row. */
final class Pipeline {
    // @start region="producer"
    /** Emits the numbers from 0 on, as many as are wanted. Its state is the next one. */
    record Numbers() implements Producer<Long, Long> {
        @Override
        public Long init(ProcessContext<?> context) {
            return 0L;
        }

        @Override
        public Emit<Long, Long> demand(int wanted, Long next, ProcessContext<?> context) {
            return Emit.items(LongStream.range(next, next + wanted).boxed().toList(), next + wanted);
        }
    }
    // @end

    // @start region="stages"
    static final Name<StageMessage<Long>> NUMBERS = Name.of("numbers");
    static final Name<StageMessage<Long>> SQUARES = Name.of("squares");

    static SupervisorSpec pipeline(BlockingQueue<Long> store) {
        ProducerConsumer<Boolean, Long, Long> square = (items, state, _) -> Emit
                .items(items.stream().map(item -> item * item).toList(), state);
        Consumer<Boolean, Long> keep = (items, state, _) -> {
            for (var item : items) {
                store.put(item); // may block: then nothing more is asked for
            }
            return state;
        };
        return supervisor("pipeline").strategy(REST_FOR_ONE)
                .child(worker("numbers", Stage.producer("numbers", Numbers::new).process().name(NUMBERS)))
                .child(worker("squares", Stage.<Long, Long>producerConsumer("squares", () -> square)
                        .from(NUMBERS).process().name(SQUARES)))
                .child(worker("store", Stage.<Long>consumer("store", () -> keep)
                        .from(SQUARES, Intake.upTo(100)).process()));
    }
    // @end

    private Pipeline() {}

    static List<Long> squares(int count) {
        return LongStream.range(0, count).map(next -> next * next).boxed().toList();
    }
}
