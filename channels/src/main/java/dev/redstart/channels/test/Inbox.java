package dev.redstart.channels.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import dev.redstart.channels.serializer.ClientCodec;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;

/** What a client has got and the test has not yet asked for, oldest first. Guarded by its own monitor. */
final class Inbox {
    /** How long a test waits for what must come, before it fails: machines may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(20);
    /** How long a test waits to see that nothing comes. */
    static final Duration SHORT = Duration.ofMillis(100);

    private final List<ClientCodec.Message> messages = new ArrayList<>();
    private @Nullable Integer closeCode;

    synchronized boolean add(EncodedFrame frame) {
        if (closeCode != null) {
            return false;
        }
        messages.add(ClientCodec.decode(frame));
        notifyAll();
        return true;
    }

    /** @return false if it was closed before */
    synchronized boolean close(int code) {
        if (closeCode != null) {
            return false;
        }
        closeCode = code;
        notifyAll();
        return true;
    }

    /** Takes the first message that matches, as soon as there is one. */
    synchronized Optional<ClientCodec.Message> take(Predicate<ClientCodec.Message> wanted, Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        for (;;) {
            for (int i = 0; i < messages.size(); i++) {
                if (wanted.test(messages.get(i))) {
                    return Optional.of(messages.remove(i));
                }
            }
            if (!await(deadline)) {
                return Optional.empty();
            }
        }
    }

    synchronized Optional<Integer> awaitClose(Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        while (closeCode == null && await(deadline)) {
            // until it is closed
        }
        return Optional.ofNullable(closeCode);
    }

    @SuppressWarnings("WaitNotInLoop") // the callers loop
    private boolean await(long deadline) {
        var millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
        if (millis <= 0) {
            return false;
        }
        try {
            wait(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a message", e);
        }
    }

    /** What came instead, for people: contents are the test's own. */
    synchronized String seen() {
        if (messages.isEmpty()) {
            return closeCode == null ? "nothing came" : "nothing came, the connection was closed with " + closeCode;
        }
        var text = new StringBuilder("what came is");
        messages.forEach(message -> text.append("\n  ").append(message.topic()).append(' ').append(message.event())
                .append(' ').append(message.payload().isBytes() ? message.payload() : message.payload().tree()));
        return text.toString();
    }
}
