package dev.redstart.docs;

import java.time.Duration;

import dev.redstart.process.DirectContext;
import dev.redstart.process.DirectProcess;
import dev.redstart.process.ReplyTo;

// @start region="till"
/** Serves one order at a time. While one waits for its payment, the next ones wait in the mailbox. */
final class Till implements DirectProcess<Till.Message> {
    sealed interface Message {}

    record Order(String id, ReplyTo<Boolean> paid) implements Message {}

    record Paid(String id) implements Message {}

    @Override
    public void run(DirectContext<Message> self) {
        for (;;) {
            var order = self.receive(Order.class);
            var payment = self.receive(message -> message.equals(new Paid(order.id())), Duration.ofMinutes(5));
            order.paid().reply(payment.isPresent());
        }
    }
}
// @end
