package dev.redstart.process;

import java.util.Locale;

/**
 * What a node is strict about. Read from system properties when a {@link LocalNode} is made, so that they can be set for any program that
 * stands on the runtime.
 *
 * @param dev whether it is a development node; see {@link LocalNode#DEV_PROPERTY}
 * @param zombieLimit zombies at once that the node puts up with before it ends ({@link LocalNode#ZOMBIE_LIMIT_PROPERTY})
 * @param outOfMemory what follows when a callback meets the end of the heap ({@link LocalNode#OUT_OF_MEMORY_PROPERTY})
 */
record NodeRules(boolean dev, int zombieLimit, OutOfMemory outOfMemory) {
    enum OutOfMemory {
        /** The node ends: who met the end of the heap need not be who has filled it. */
        EXIT_NODE,
        /** The process crashes as of any other error. */
        KILL_PROCESS
    }

    private static final int DEFAULT_ZOMBIE_LIMIT = 100;

    static NodeRules ofSystemProperties() {
        return new NodeRules(Boolean.getBoolean(LocalNode.DEV_PROPERTY), limitOfZombies(), onOutOfMemory());
    }

    NodeRules dev(boolean other) {
        return new NodeRules(other, zombieLimit, outOfMemory);
    }

    private static int limitOfZombies() {
        var text = System.getProperty(LocalNode.ZOMBIE_LIMIT_PROPERTY);
        if (text == null) {
            return DEFAULT_ZOMBIE_LIMIT;
        }
        try {
            var limit = Integer.parseInt(text);
            if (limit >= 1) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException(
                "system property " + LocalNode.ZOMBIE_LIMIT_PROPERTY + " must be a number >= 1, was '" + text + "'");
    }

    private static OutOfMemory onOutOfMemory() {
        var text = System.getProperty(LocalNode.OUT_OF_MEMORY_PROPERTY, "exit-node");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "exit-node" -> OutOfMemory.EXIT_NODE;
            case "kill-process" -> OutOfMemory.KILL_PROCESS;
            default -> throw new IllegalArgumentException("system property " + LocalNode.OUT_OF_MEMORY_PROPERTY
                    + " must be exit-node or kill-process, was '" + text + "'");
        };
    }
}
