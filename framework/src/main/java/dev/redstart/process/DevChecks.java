package dev.redstart.process;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.redstart.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/**
 * What a node checks during development (OTP.md 3.9): that messages are made of what cannot change, that they do not change on their way,
 * and that calls are answered. Messages are shared, not copied, so who changes one changes it for both.
 *
 * <p>Threading: {@link #sent} runs on the sender's thread, {@link #received} in the receiver's activation.
 */
final class DevChecks {
    /**
     * A message on its way.
     *
     * @param sender the process that sent it, or the name of the thread
     * @param call the reply address that was made for it, if it is a call
     */
    private record Stamped(Object message, OptionalLong fingerprint, String sender, @Nullable WatchedReply<?> call) {}

    private final Telemetry telemetry;
    /** Message classes that were told of. */
    private final Set<Class<?>> mutable = ConcurrentHashMap.newKeySet();

    DevChecks(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** What to put into the mailbox for {@code message}. */
    Object sent(Object message) {
        return stamped(message, null);
    }

    /** The same for the message of a call. */
    <R> Object called(ReplySlot<R> slot, Function<? super ReplyTo<R>, ?> message) {
        var watched = new WatchedReply<>(slot);
        return stamped(Objects.requireNonNull(message.apply(watched), "message"), watched);
    }

    private Stamped stamped(Object message, @Nullable WatchedReply<?> call) {
        checkShape(message);
        return new Stamped(message, Fingerprint.of(message), sender(), call);
    }

    private static String sender() {
        var process = Activation.process();
        return process == null ? "thread " + Thread.currentThread().getName() : process + " (" + process.label() + ")";
    }

    private void checkShape(Object message) {
        var type = message.getClass();
        if (mutable.contains(type)) {
            return;
        }
        var flaws = MessageShape.flaws(message);
        if (!flaws.isEmpty() && mutable.add(type)) {
            telemetry.emit(new MutableMessage(type.getName(), flaws));
        }
    }

    /** The message in what was taken from the mailbox of {@code receiver}, which is about to handle it. */
    @Nullable
    Object received(@Nullable Object item, LocalPid receiver) {
        if (!(item instanceof Stamped(var message, var fingerprint, var sender, var call))) {
            return item;
        }
        if (call != null) {
            call.handled(message);
        }
        var now = fingerprint.isEmpty() ? fingerprint : Fingerprint.of(message);
        if (now.isPresent() && now.getAsLong() != fingerprint.getAsLong()) {
            telemetry.emit(new MessageChanged(receiver, receiver.label(), message.getClass().getName(), sender));
        }
        return message;
    }

    /** The message in what waits in a mailbox. */
    static Object bare(Object item) {
        return item instanceof Stamped stamped ? stamped.message : item;
    }
}
