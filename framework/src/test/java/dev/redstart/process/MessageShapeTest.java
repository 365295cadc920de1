package dev.redstart.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@SuppressWarnings({"JavaUtilDate", "ArrayRecordComponent"}) // people send them
class MessageShapeTest {
    enum Colour {
        RED {
            @Override
            String text() {
                return "r";
            }
        };

        abstract String text();
    }

    sealed interface Shape {
        record Square(int side) implements Shape {}

        record Free(double[] points) implements Shape {}
    }

    record Holder(@Nullable Object value) {}

    record Typed(@Nullable ArrayList<String> list, @Nullable List<String> any, Optional<Object> optional) {}

    record Chain(int number, @Nullable Chain next) {}

    record Trusting(@TrustedImmutable int[] numbers, String name) {}

    @TrustedImmutable
    static class Frozen {
        int field;
    }

    static final class Derived extends Frozen {}

    static class Bean {
        int field;
    }

    private static List<String> flaws(@Nullable Object value) {
        return MessageShape.flaws(new Holder(value));
    }

    @Test
    void whatCannotChangeIsFine() {
        var fine = new ArrayList<@Nullable Object>(List.of(1, 2L, 'c', true, "text", Duration.ZERO, UUID.randomUUID(),
                Path.of("x"), Colour.RED, new Shape.Square(1), new Chain(1, new Chain(2, null)), Optional.of("x"),
                Optional.empty(), Name.of("name"), Key.of("key"), ExitReason.NORMAL, new Object()));
        fine.add(null);
        fine.add((ReplyTo<String>) _ -> {});
        fine.addAll(List.of(List.of(), List.of("x"), List.of(1, 2, 3).subList(1, 3), Set.of(1), Map.of(1, "x"),
                Map.entry("k", "v"), Collections.emptyList(), List.copyOf(new ArrayList<>(List.of(1)))));
        for (var value : fine) {
            assertThat(flaws(value)).as("%s", value).isEmpty();
            if (value != null) {
                assertThat(MessageShape.flaws(value)).as("%s", value).isEmpty();
            }
        }
    }

    @Test
    void whatCanChangeIsNamedWithItsPath() {
        assertThat(flaws(new ArrayList<>())).containsExactly("Holder.value: java.util.ArrayList");
        assertThat(flaws(new int[0])).containsExactly("Holder.value: int[]");
        assertThat(flaws(new Date(0))).containsExactly("Holder.value: java.util.Date");
        assertThat(flaws(new Bean())).containsExactly("Holder.value: " + Bean.class.getName());
        assertThat(flaws(new Shape.Free(new double[0]))).containsExactly("Holder.value.points: double[]");
        assertThat(flaws(Optional.of(new HashMap<>()))).containsExactly("Holder.value: java.util.HashMap");
        assertThat(flaws((Runnable) () -> {})).containsExactly("Holder.value: a lambda");
        assertThat(MessageShape.flaws(new Bean())).containsExactly("Bean: " + Bean.class.getName());
    }

    @Test
    void anUnmodifiableViewIsStillAView() {
        assertThat(flaws(Collections.unmodifiableList(new ArrayList<>())))
                .containsExactly("Holder.value: java.util.Collections$UnmodifiableRandomAccessList");
    }

    @Test
    void collectionsThatCannotChangeAreLookedInto() {
        assertThat(flaws(List.of(1, new Holder(new byte[1]), new Holder(new byte[2]))))
                .containsExactly("Holder.value[].value: byte[]");
        assertThat(flaws(Map.of("key", new LinkedHashSet<>())))
                .containsExactly("Holder.value[]: java.util.LinkedHashSet");
        assertThat(flaws(Map.entry(new Date(0), "v"))).containsExactly("Holder.value[]: java.util.Date");
    }

    @Test
    void whatIsNullIsJudgedByItsDeclaredType() {
        assertThat(MessageShape.flaws(new Typed(null, null, Optional.empty())))
                .containsExactly("Typed.list: java.util.ArrayList");
    }

    @Test
    void whatIsTrustedIsNotLookedAt() {
        assertThat(flaws(new Frozen())).isEmpty();
        assertThat(flaws(new Derived())).isEmpty();
        assertThat(MessageShape.flaws(new Trusting(new int[1], "x"))).isEmpty();
    }

    @Test
    void aMessageOfAnyDepthAndSizeIsLookedAtInNoTime() {
        var chain = new Chain(0, null);
        for (int i = 1; i < 100_000; i++) {
            chain = new Chain(i, chain);
        }
        assertThat(flaws(chain)).isEmpty();
        Object wide = "leaf";
        for (int i = 0; i < 30; i++) { // two to the thirtieth leaves
            wide = List.of(wide, wide);
        }
        assertThat(flaws(wide)).isEmpty();
    }
}
