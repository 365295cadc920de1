package dev.redstart.supervisor;

import java.util.List;

/**
 * What a supervisor shows of its state to an inspector.
 *
 * @param id its id
 * @param strategy its strategy, for people
 * @param children those it keeps an entry for, in their order of start
 */
record SupervisorView(String id, String strategy, List<ChildInfo> children) {
    static final List<String> BEHAVIOURS = List.of(SupervisorServer.class.getName(),
            DynamicSupervisorServer.class.getName());
}
