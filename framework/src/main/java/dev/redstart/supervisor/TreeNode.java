package dev.redstart.supervisor;

import java.util.List;
import java.util.Optional;

import dev.redstart.process.ProcessInfo;

/**
 * One process, or one child without a process, in a picture of the tree; see {@link SupervisionTree}.
 *
 * @param id the id of the child; the label of a process that no supervisor has an entry for
 * @param type worker or supervisor
 * @param strategy of a supervisor: {@code one_for_one} and so on, or {@code dynamic}; empty for workers and for supervisors that were too
 *        busy to answer
 * @param state whether it runs
 * @param process the process, with its mailbox, uptime and time in callbacks; empty if there is none
 * @param names the names it holds
 * @param restarts how often its supervisor has started it again
 * @param waiting the restart that is still to come
 * @param children its children, in their order of start
 * @param leftOut how many more children there are
 */
public record TreeNode(String id, ChildSpec.Type type, Optional<String> strategy, ChildInfo.State state,
        Optional<ProcessInfo> process, List<String> names, long restarts, Optional<ChildInfo.Waiting> waiting,
        List<TreeNode> children, int leftOut) {
    public TreeNode {
        names = List.copyOf(names);
        children = List.copyOf(children);
    }
}
