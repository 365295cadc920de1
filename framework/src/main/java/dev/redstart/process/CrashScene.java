package dev.redstart.process;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Collects what a crash report tells of a process, on the process's own thread. Texts are user code: they are made on a thread of their own
 * that is given a second, because a {@code toString} that never returns must not keep a process from its end.
 */
@SuppressWarnings("ReferenceEquality") // a process is its identity
final class CrashScene {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MAX_ANCESTORS = 16;
    private static final int MAX_FRAMES = 8;

    /** What user code makes. */
    private record Texts(Optional<String> message, Optional<String> state, Map<String, String> locals,
            List<String> waiting) {
        static final Texts NONE = new Texts(Optional.empty(), Optional.empty(), Map.of(), List.of());
    }

    private final LocalProcess<?, ?> process;
    private final @Nullable Object message;

    /** @param message the message it was handling, if any */
    CrashScene(LocalProcess<?, ?> process, @Nullable Object message) {
        this.process = process;
        this.message = message;
    }

    CrashDetails details() {
        return details(process.isInline() ? Texts.NONE : texts()); // an IO thread waits for nobody
    }

    /** Without what only the process's own thread may look at. */
    CrashDetails detailsFromOutside() {
        return details(Texts.NONE);
    }

    private CrashDetails details(Texts texts) {
        var info = process.info();
        var thread = process.runner;
        var ancestors = process.ancestors().stream().limit(MAX_ANCESTORS).toList();
        return new CrashDetails(process.heldNames(), ancestors, process.callers(), process.linkedPeers(),
                process.monitored(),
                info.trapsExits(), info.uptime(), thread != null && !thread.isVirtual(),
                texts.message, texts.state, texts.locals, texts.waiting, client());
    }

    // ---- texts --------------------------------------------------------------------------------------------------------------------

    private Texts texts() {
        var waiting = process.firstWaiting(CrashDetails.MAX_WAITING);
        return timed(() -> new Texts(
                Optional.ofNullable(message).map(shown -> BoundedText.of(process.redactedMessage(shown))),
                process.redactedState().map(BoundedText::of), process.shownLocals(),
                waiting.stream().map(shown -> BoundedText.of(process.redactedMessage(shown))).toList()));
    }

    private static Texts timed(Supplier<Texts> making) {
        var made = new Texts[]{Texts.NONE};
        var thread = Thread.ofVirtual().name("redstart-crash-report").unstarted(() -> made[0] = making.get());
        thread.setUncaughtExceptionHandler((_, _) -> {}); // the report then lacks the texts
        thread.start();
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                return Texts.NONE;
            }
        } catch (InterruptedException e) { // it was ended by somebody else meanwhile
            return Texts.NONE;
        }
        return made[0];
    }

    // ---- the client ---------------------------------------------------------------------------------------------------------------

    private Optional<CrashDetails.Client> client() {
        if (!(message instanceof Record call)) {
            return Optional.empty();
        }
        return Arrays.stream(call.getClass().getRecordComponents())
                .filter(component -> component.getType() == ReplyTo.class)
                .map(component -> valueOf(component, call))
                .map(WatchedReply::slot).filter(Objects::nonNull).map(slot -> slot.client(MAX_FRAMES)).findFirst();
    }

    private static @Nullable Object valueOf(RecordComponent component, Record call) {
        try {
            var accessor = component.getAccessor();
            return accessor.trySetAccessible() ? accessor.invoke(call) : null;
        } catch (ReflectiveOperationException | RuntimeException _) { // an accessor is user code
            return null;
        }
    }
}
