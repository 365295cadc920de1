package dev.redstart.load.bench;

/**
 * One topic with so many members. CPU is the whole JVM's.
 *
 * @param members how many were there before
 * @param joinCpu to track one more and announce it to nobody, nanoseconds
 * @param joinWall how long the one who is tracked waits, median, nanoseconds
 * @param leaveCpu to hear of a process's end, untrack it and announce it, nanoseconds
 * @param count to count the members, nanoseconds
 * @param byKey to look one up, nanoseconds
 * @param page to list a page of 50 from the middle, nanoseconds
 * @param list to list all, nanoseconds
 * @param stateCpu to list all and encode it as presence_state, nanoseconds
 * @param stateBytes of the frame
 * @param heap live heap for each member, process and monitor included, bytes; 0 without members
 */
record PresenceRow(int members, long joinCpu, long joinWall, long leaveCpu, long count, long byKey, long page,
        long list, long stateCpu, int stateBytes, long heap) {
    static final String HEAD = "%8s %10s %10s %10s %10s %10s %10s %10s %12s %12s %10s".formatted("members", "join CPU",
            "join p50", "leave CPU", "count", "by key", "page of 50", "list", "state CPU", "state", "heap each");

    String line() {
        return "%,8d %10s %10s %10s %10s %10s %10s %10s %12s %,10d B %,8d B".formatted(members, time(joinCpu),
                time(joinWall), time(leaveCpu), time(count), time(byKey), time(page), time(list), time(stateCpu),
                stateBytes, heap);
    }

    private static String time(long nanos) {
        if (nanos < 10_000) {
            return nanos + " ns";
        }
        return nanos < 10_000_000 ? "%.1f µs".formatted(nanos / 1e3) : "%.1f ms".formatted(nanos / 1e6);
    }
}
