package dev.redstart.channels.functional;

import java.util.Map;

import dev.redstart.channels.ChannelLink;
import dev.redstart.channels.ChannelMessage;
import dev.redstart.channels.ChannelProcess;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;

/** A channel that speaks for itself, and lets its client in when it is told to. */
record OwnProcess(TestServer server) implements ChannelProcess<Integer> {
    @Override
    public Integer join(String topic, Payload payload, ChannelLink link, ProcessContext<Object> context) {
        switch (topic) {
            case "own:later" -> context.sendAfter(java.time.Duration.ofMillis(20), "let in");
            case "own:no" -> link.refuse(Map.of("reason", "no"));
            default -> {
                link.subscribe();
                link.accept(Map.of("user", link.assign(TestServer.User.class).name()));
            }
        }
        return 0;
    }

    @Override
    public Next<Integer> event(ChannelMessage message, Integer count, ChannelLink link,
            ProcessContext<Object> context) {
        return switch (message.event()) {
            case "stop" -> {
                link.close(message, Reply.ok(Map.of("last", true)));
                yield Next.stop(count);
            }
            case "end" -> Next.stop(count);
            default -> {
                link.push("pushed", message.payload());
                message.reply().reply(Reply.ok(Map.of("count", count + 1)));
                yield Next.go(count + 1);
            }
        };
    }

    @Override
    public Next<Integer> info(Object message, Integer count, ChannelLink link, ProcessContext<Object> context) {
        link.accept(Map.of());
        return Next.same();
    }

    @Override
    public void terminate(ExitReason reason, Integer count, ChannelLink link) {
        server.terminated(link.topic(), reason);
    }
}
