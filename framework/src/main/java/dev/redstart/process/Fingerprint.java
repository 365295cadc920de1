package dev.redstart.process;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.WeakHashMap;

import org.jspecify.annotations.Nullable;

/**
 * A hash over what a message holds, down into records, arrays and the collections of {@code java.util}; of everything else only the
 * identity. It calls no {@code hashCode} but those of the JDK, so it runs no user code. Two of an unchanged message are equal; two of one
 * that changed differ nearly always, within the limits of depth and size.
 */
final class Fingerprint {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_PARTS = 10_000;

    private int left = MAX_PARTS;

    private Fingerprint() {}

    /** Empty if the message could not be read, for example because it was changed at this very moment. */
    static OptionalLong of(Object message) {
        try {
            return OptionalLong.of(new Fingerprint().hash(message, MAX_DEPTH));
        } catch (Throwable _) { // a view of java.util may lead to a user's collection
            return OptionalLong.empty();
        }
    }

    private long hash(@Nullable Object part, int depth) {
        if (part == null || depth == 0 || left <= 0) {
            return 0;
        }
        left--;
        return switch (part) {
            case String _,Number _,Boolean _,Character _ when isOfJdk(part) -> part.hashCode();
            case StringBuilder text -> text.toString().hashCode();
            case StringBuffer text -> text.toString().hashCode();
            case Date _,BitSet _ when isOfJdk(part) -> part.hashCode();
            case ByteBuffer bytes -> bytes.remaining() <= MAX_PARTS ? bytes.hashCode() : bytes.position();
            case Optional<?> optional -> 31 + hash(optional.orElse(null), depth - 1);
            case Record whole when !RecordParts.isTrusted(part.getClass()) -> ofRecord(whole, depth);
            case Set<?> set when isPlain(set) -> ofSet(set, depth);
            case Collection<?> many when isPlain(many) -> ofMany(many, depth);
            case Map<?, ?> map when isPlain(map) -> ofMap(map, depth);
            default -> part.getClass().isArray() ? ofArray(part, depth) : System.identityHashCode(part);
        };
    }

    private static boolean isOfJdk(Object part) {
        return part.getClass().getClassLoader() == null;
    }

    /** One that is shared on purpose is in another package. */
    private static boolean isPlain(Object collection) {
        return isOfJdk(collection) && collection.getClass().getPackageName().equals("java.util")
                && !(collection instanceof WeakHashMap);
    }

    private long ofRecord(Record whole, int depth) {
        long hash = 1;
        for (var part : RecordParts.of(whole.getClass())) {
            hash = mixed(hash, hash(part.of(whole), depth - 1));
        }
        return hash;
    }

    private long ofMany(Collection<?> many, int depth) {
        long hash = many.size();
        for (var one : many) {
            if (left <= 0) {
                break;
            }
            hash = mixed(hash, hash(one, depth - 1));
        }
        return hash;
    }

    /** In no order. */
    private long ofSet(Set<?> set, int depth) {
        long hash = set.size();
        for (var one : set) {
            if (left <= 0) {
                break;
            }
            hash += mixed(7, hash(one, depth - 1));
        }
        return hash;
    }

    /** In no order. */
    private long ofMap(Map<?, ?> map, int depth) {
        long hash = map.size();
        for (var entry : map.entrySet()) {
            if (left <= 0) {
                break;
            }
            hash += mixed(hash(entry.getKey(), depth - 1), hash(entry.getValue(), depth - 1));
        }
        return hash;
    }

    private long ofArray(Object array, int depth) {
        long hash = Array.getLength(array);
        for (int i = 0; i < Array.getLength(array) && left > 0; i++) {
            hash = mixed(hash, hash(Array.get(array, i), depth - 1));
        }
        return hash;
    }

    private static long mixed(long hash, long next) {
        return (hash * 31 + next) * 0x9E37_79B9_7F4A_7C15L;
    }
}
