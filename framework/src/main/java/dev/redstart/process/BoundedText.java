package dev.redstart.process;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The text of any object, of limited length. Collections, maps and arrays are cut after some elements and levels; everything else shows
 * what its own {@code toString} says, because that may leave out what nobody should see.
 */
final class BoundedText {
    private static final int MAX_ELEMENTS = 16;
    private static final int MAX_DEPTH = 4;

    private BoundedText() {}

    static String of(@Nullable Object shown) {
        return cut(UserText.of(() -> text(shown, MAX_DEPTH)));
    }

    private static String text(@Nullable Object shown, int depth) {
        return switch (shown) {
            case null -> "null";
            case Collection<?> many when depth == 0 -> "[… " + many.size() + "]";
            case Collection<?> many -> many.stream().limit(MAX_ELEMENTS + 1).map(one -> text(one, depth - 1))
                    .collect(Collectors.collectingAndThen(Collectors.toList(), BoundedText::listed));
            case Map<?, ?> map when depth == 0 -> "{… " + map.size() + "}";
            case Map<?, ?> map -> map.entrySet().stream().limit(MAX_ELEMENTS + 1)
                    .map(entry -> text(entry.getKey(), depth - 1) + "=" + text(entry.getValue(), depth - 1))
                    .collect(Collectors.collectingAndThen(Collectors.toList(), BoundedText::listed));
            case Object[] array -> text(Arrays.asList(array), depth);
            case byte[] bytes -> "byte[" + bytes.length + "]";
            default -> cut(String.valueOf(shown));
        };
    }

    private static String listed(List<String> elements) {
        var shown = elements.size() <= MAX_ELEMENTS ? elements : elements.subList(0, MAX_ELEMENTS);
        return cut(
                shown.stream().collect(Collectors.joining(", ", "[", elements.size() > shown.size() ? ", …]" : "]")));
    }

    private static String cut(String text) {
        return text.length() <= CrashDetails.MAX_TEXT ? text : text.substring(0, CrashDetails.MAX_TEXT) + "…";
    }
}
