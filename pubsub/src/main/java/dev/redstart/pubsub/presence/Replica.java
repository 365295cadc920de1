package dev.redstart.pubsub.presence;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;

/**
 * One life of the presence of one node: who numbers changes. A node that starts again is another replica of the same name.
 *
 * @param name of the node, unique among the nodes that share a presence
 * @param incarnation differs in each life, and is greater in a later one unless the machine's clock went back
 */
public record Replica(String name, long incarnation) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    public Replica {
        Objects.requireNonNull(name, "name");
    }

    /**
     * A text of 16 characters that names the change number {@code clock} of this replica: the {@code phx_ref} of what it added. All nodes
     * make the same of it, so it need not be kept.
     */
    String refOf(long clock) {
        var bytes = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
        bytes.putLong((hash() << Short.SIZE) | ((clock >>> Integer.SIZE) & 0xFFFF)); // 48 bits of who, 48 bits of the clock
        bytes.putInt((int) clock);
        return Base64.getUrlEncoder().encodeToString(bytes.array());
    }

    private long hash() {
        long hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ incarnation) * FNV_PRIME;
        return hash ^ (hash >>> Integer.SIZE);
    }

    @Override
    public String toString() {
        return name + "#" + incarnation;
    }
}
