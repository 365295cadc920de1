package dev.redstart.channels;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Finds out what a class has put for the type parameters of a generic type it extends or implements, over any number of steps. */
final class TypeArguments {
    private final Map<TypeVariable<?>, Type> bound = new HashMap<>();

    private TypeArguments() {}

    /** What {@code type} has put for parameter {@code index} of {@code generic}; null if it has left it open. */
    static @Nullable Class<?> find(Class<?> type, Class<?> generic, int index) {
        var arguments = new TypeArguments();
        arguments.collect(type);
        Type found = generic.getTypeParameters()[index];
        while (found instanceof TypeVariable<?> variable) {
            found = arguments.bound.get(variable);
        }
        return found instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : found instanceof Class<?> plain ? plain : null;
    }

    private void collect(@Nullable Type type) {
        if (type instanceof ParameterizedType parameterized) {
            var raw = (Class<?>) parameterized.getRawType();
            var parameters = raw.getTypeParameters();
            for (int i = 0; i < parameters.length; i++) {
                bound.put(parameters[i], parameterized.getActualTypeArguments()[i]);
            }
            collect(raw);
        } else if (type instanceof Class<?> plain) {
            collect(plain.getGenericSuperclass());
            for (var implemented : plain.getGenericInterfaces()) {
                collect(implemented);
            }
        }
    }
}
