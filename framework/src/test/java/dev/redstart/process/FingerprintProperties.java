package dev.redstart.process;

import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** The fingerprint stays as long as the message does, and notices a change wherever it is. */
class FingerprintProperties {
    record Holder(@Nullable Object value, int number) {}

    /** All its accessors are broken. */
    record Hostile(List<String> list) {
        @Override
        public List<String> list() {
            throw new IllegalStateException("accessor");
        }

        @Override
        public int hashCode() {
            throw new StackOverflowError();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            throw new AssertionError("equals");
        }
    }

    record Trusting(@TrustedImmutable List<String> list) {}

    /** Throws at every look. */
    private static final class Broken extends AbstractList<String> {
        @Override
        public String get(int index) {
            throw new IllegalStateException("get");
        }

        @Override
        public int size() {
            throw new IllegalStateException("size");
        }
    }

    private static long of(Object message) {
        return Fingerprint.of(message).orElseThrow();
    }

    /** Anything nested, up to four levels. */
    @Provide
    Arbitrary<Object> messages() {
        return nested(4);
    }

    private static Arbitrary<Object> nested(int depth) {
        var leaves = Arbitraries.<Object>of(1, 2L, "text", true, 'c', 2.5, Optional.empty());
        if (depth == 0) {
            return leaves.map(leaf -> leaf);
        }
        var inner = Arbitraries.lazy(() -> nested(depth - 1));
        return Arbitraries.oneOf(leaves.map(leaf -> leaf),
                inner.list().ofMaxSize(3).map(ArrayList::new),
                inner.list().ofMaxSize(3).map(List::toArray),
                inner.map(value -> new HashMap<>(Map.of("key", value))),
                inner.map(Optional::of),
                inner.map(value -> new Holder(value, 1)));
    }

    @Property(tries = 300)
    void theSameMessageHasTheSameFingerprint(@ForAll("messages") Object message) {
        assertThat(of(message)).isEqualTo(of(message));
    }

    @Property(tries = 300)
    void aChangeAnywhereShows(@ForAll("messages") Object around, @ForAll boolean before) {
        var hidden = new ArrayList<>(List.of("member"));
        var message = new Holder(before ? List.of(hidden, around) : Map.of(around.toString(), hidden, "b", around), 1);
        var first = of(message);

        hidden.add("another");
        var second = of(message);
        hidden.set(0, "changed");
        var third = of(message);
        hidden.set(0, "member");
        hidden.removeLast();

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
        assertThat(of(message)).isEqualTo(first);
    }

    @Example
    @SuppressWarnings("JavaUtilDate") // people send them
    void everyKindOfContainerIsLookedInto() {
        var array = new int[]{1, 2};
        var text = new StringBuilder("x");
        var date = new Date(0);
        var bits = new BitSet();
        var bytes = ByteBuffer.allocate(4);
        var set = new HashSet<>(List.of(1, 2));
        var deque = new ArrayDeque<>(List.of(1));
        Map<Runnable, Object> changes = Map.of(() -> array[1] = 3, array, () -> text.append('y'), text,
                () -> date.setTime(1), date, () -> bits.set(3), bits, () -> bytes.put(1, (byte) 1), bytes,
                () -> set.remove(1), set, () -> deque.add(2), deque);
        changes.forEach((change, changed) -> {
            var message = new Holder(changed, 1);
            var before = of(message);
            change.run();
            assertThat(of(message)).as("%s", changed).isNotEqualTo(before);
        });
    }

    @Example
    void whatIsSharedOnPurposeAndWhatIsTrustedIsNotLookedAt() {
        var queue = new ConcurrentLinkedQueue<>(List.of("a"));
        var list = new ArrayList<>(List.of("a"));
        for (var message : List.of(new Holder(queue, 1), new Trusting(list))) {
            var before = of(message);
            queue.add("b");
            list.add("b");
            assertThat(of(message)).isEqualTo(before);
        }
    }

    @Example
    void circlesDepthAndSizeAreNoDanger() {
        Collection<Object> circle = new ArrayList<>();
        circle.add(circle);
        circle.add(circle);
        assertThat(of(circle)).isEqualTo(of(circle));
        Object deep = "leaf";
        for (int i = 0; i < 100_000; i++) {
            deep = new Holder(deep, i);
        }
        assertThat(of(deep)).isEqualTo(of(deep));
        assertThat(of(new byte[10_000_000])).isEqualTo(of(new byte[10_000_000]));
        assertThat(of(Collections.nCopies(1_000_000_000, "x"))).isNotZero();
    }

    @Example
    void brokenUserCodeIsNotRunOrHurtsNobody() {
        var hostile = new Hostile(new ArrayList<>());
        var before = of(hostile);
        hostile.list.add("x");
        assertThat(of(hostile)).isNotEqualTo(before);
        var broken = new Broken();
        assertThat(of(broken)).as("only the identity").isEqualTo(of(broken));
        assertThat(Fingerprint.of(Collections.unmodifiableList(new Broken()))).isEmpty();
    }
}
