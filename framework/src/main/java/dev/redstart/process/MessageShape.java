package dev.redstart.process;

import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Whether a message is made of nothing that can change: the JDK's values, enums, unmodifiable collections, records of those, and what is
 * {@link TrustedImmutable}. What is there is judged by its own class, what is null by its declared type.
 */
final class MessageShape {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_PARTS = 1_000;
    private static final Set<Class<?>> VALUES = Set.of(Object.class, String.class, Boolean.class, Character.class,
            Byte.class, Short.class, Integer.class, Long.class, Float.class, Double.class, Void.class, BigInteger.class,
            BigDecimal.class, UUID.class, URI.class, Class.class, Locale.class, Currency.class, Pattern.class,
            OptionalInt.class, OptionalLong.class, OptionalDouble.class, InetSocketAddress.class);
    private static final List<Class<?>> FAMILIES = List.of(Enum.class, Path.class, Charset.class, InetAddress.class);
    /** What {@code List.of}, {@code copyOf}, {@code Collections.emptyList} and the like give. */
    private static final List<String> UNMODIFIABLE = List.of("java.util.ImmutableCollections$",
            "java.util.Collections$Empty", "java.util.Collections$Singleton", "java.util.KeyValueHolder");

    private final Set<String> flaws = new LinkedHashSet<>();
    private int left = MAX_PARTS;

    private MessageShape() {}

    /** What can change, each with its path, for example {@code Join.members: java.util.ArrayList}; empty if nothing can. */
    static List<String> flaws(Object message) {
        var shape = new MessageShape();
        shape.look(message.getClass().getSimpleName(), message.getClass(), message, MAX_DEPTH);
        return List.copyOf(shape.flaws);
    }

    private void look(String path, Class<?> declared, @Nullable Object value, int depth) {
        if (depth == 0 || left <= 0) {
            return;
        }
        left--;
        var type = value == null ? declared : value.getClass();
        if (isValue(type)) {
            return;
        }
        if (type.isRecord()) {
            lookInto(path, type, (Record) value, depth);
        } else if (type == Optional.class) {
            look(path, Object.class, value == null ? null : ((Optional<?>) value).orElse(null), depth - 1);
        } else if (isUnmodifiable(type)) {
            lookIntoElements(path + "[]", value, depth);
        } else if (value != null || isConcrete(type)) {
            flaws.add(path + ": " + (type.isHidden() ? "a lambda" : type.getTypeName()));
        }
    }

    private void lookInto(String path, Class<?> type, @Nullable Record whole, int depth) {
        for (var part : RecordParts.of(type)) {
            look(path + "." + part.name(), part.type(), whole == null ? null : part.of(whole), depth - 1);
        }
    }

    private void lookIntoElements(String path, @Nullable Object value, int depth) {
        switch (value) {
            case Collection<?> many -> many.forEach(one -> look(path, Object.class, one, depth - 1));
            case Map<?, ?> map -> map.forEach((key, one) -> lookIntoEntry(path, key, one, depth));
            case Map.Entry<?, ?> entry -> lookIntoEntry(path, entry.getKey(), entry.getValue(), depth);
            case null, default -> {}
        }
    }

    private void lookIntoEntry(String path, @Nullable Object key, @Nullable Object value, int depth) {
        look(path, Object.class, key, depth - 1);
        look(path, Object.class, value, depth - 1);
    }

    private static boolean isValue(Class<?> type) {
        return type.isPrimitive() || VALUES.contains(type) || type.getPackageName().equals("java.time")
                || FAMILIES.stream().anyMatch(family -> family.isAssignableFrom(type)) || RecordParts.isTrusted(type);
    }

    private static boolean isUnmodifiable(Class<?> type) {
        return UNMODIFIABLE.stream().anyMatch(type.getName()::startsWith);
    }

    /** Of an interface or an abstract class only a value can be judged. */
    private static boolean isConcrete(Class<?> type) {
        return type.isArray() || !Modifier.isAbstract(type.getModifiers());
    }
}
