package dev.redstart.process;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** What a record is made of, read from its fields, because an accessor is user code. */
final class RecordParts {
    /** One component; {@code field} is null if it may not be read. */
    record Part(String name, Class<?> type, @Nullable Field field) {
        @Nullable
        Object of(Record whole) {
            try {
                return field == null ? null : field.get(whole);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(field + " was made accessible and is not", e);
            }
        }
    }

    private static final ClassValue<List<Part>> PARTS = new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .filter(component -> !component.isAnnotationPresent(TrustedImmutable.class))
                    .map(RecordParts::part).toList();
        }
    };

    private static final ClassValue<Boolean> TRUSTED = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return type.isAnnotationPresent(TrustedImmutable.class)
                    || (type.getSuperclass() != null && isTrusted(type.getSuperclass()))
                    || Arrays.stream(type.getInterfaces()).anyMatch(RecordParts::isTrusted);
        }
    };

    private RecordParts() {}

    /** The components of a record class, without those that are {@link TrustedImmutable}. */
    static List<Part> of(Class<?> type) {
        return PARTS.get(type);
    }

    /** Whether the type or one of its supertypes is {@link TrustedImmutable}. */
    static boolean isTrusted(Class<?> type) {
        return TRUSTED.get(type);
    }

    private static Part part(RecordComponent component) {
        return new Part(component.getName(), component.getType(), readable(component));
    }

    private static @Nullable Field readable(RecordComponent component) {
        try {
            var field = component.getDeclaringRecord().getDeclaredField(component.getName());
            return field.trySetAccessible() ? field : null;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(component + " has no field", e);
        }
    }
}
