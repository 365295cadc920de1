package dev.redstart.supervisor;

import java.util.List;

/**
 * How many children a supervisor has, at one moment (OTP.md 1.11).
 *
 * @param specs those it knows, whether they run or not
 * @param active those that have a process
 * @param supervisors those that are supervisors, whether they run or not
 * @param workers those that are workers, whether they run or not
 */
public record ChildCount(int specs, int active, int supervisors, int workers) {
    static ChildCount of(List<ChildInfo> children) {
        var active = (int) children.stream().filter(child -> child.pid().isPresent()).count();
        var supervisors = (int) children.stream().filter(child -> child.type() == ChildSpec.Type.SUPERVISOR).count();
        return new ChildCount(children.size(), active, supervisors, children.size() - supervisors);
    }
}
