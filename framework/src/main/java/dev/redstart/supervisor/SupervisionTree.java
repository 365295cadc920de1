package dev.redstart.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.redstart.process.CallException;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessInfo;

/**
 * Makes pictures of a node's processes as a tree, for dashboards and for people. Looking changes nothing. Supervisors are asked for what
 * only they know, restarts and children that wait; one that is too busy to answer in time is shown with the children it has.
 *
 * <p>A picture is not one moment: processes come and go while it is made. Threading: immutable; may be used from any thread, but not from a
 * supervisor or its {@code init}, which it would wait for.
 */
public final class SupervisionTree {
    private final LocalNode node;
    private final int maxChildren;
    private final Duration patience;

    private SupervisionTree(LocalNode node, int maxChildren, Duration patience) {
        this.node = node;
        this.maxChildren = maxChildren;
        this.patience = patience;
    }

    /** Pictures of {@code node}, with at most 100 children of each process; supervisors get a second to answer. */
    public static SupervisionTree of(LocalNode node) {
        return new SupervisionTree(node, 100, Duration.ofSeconds(1));
    }

    /** With at most {@code limit} children of each process; the others are only counted. */
    public SupervisionTree maxChildren(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("the number of children shown must be >= 0, was " + limit);
        }
        return new SupervisionTree(node, limit, patience);
    }

    /** With that time for all supervisors together to answer. */
    public SupervisionTree patience(Duration limit) {
        return new SupervisionTree(node, maxChildren, limit);
    }

    /** All processes of the node; the root is its first process. */
    public TreeNode picture() {
        return picture(node.first());
    }

    /** The process {@code root} and all below it. */
    public TreeNode picture(Pid root) {
        return new Picture(node.nanoTime() + TimeUnit.NANOSECONDS.convert(patience)).of(root);
    }

    /** One picture in the making. */
    private final class Picture {
        private final long deadline;

        Picture(long deadline) {
            this.deadline = deadline;
        }

        TreeNode of(Pid pid) {
            return ofEntry(entryOf(pid));
        }

        private TreeNode ofProcess(ProcessInfo info, ChildInfo entry) {
            var view = entry.type() == ChildSpec.Type.SUPERVISOR ? ask(info.pid()) : Optional.<SupervisorView>empty();
            var entries = entries(info.pid(), view.map(SupervisorView::children).orElse(List.of()));
            var shown = entries.stream().limit(maxChildren).map(this::ofEntry).toList();
            return new TreeNode(view.map(SupervisorView::id).orElse(entry.id()), entry.type(),
                    view.map(SupervisorView::strategy), entry.state(), Optional.of(info), node.names(info.pid()),
                    entry.restarts(), entry.waiting(), shown, entries.size() - shown.size());
        }

        private TreeNode ofEntry(ChildInfo entry) {
            return entry.pid().map(pid -> ofProcess(node.info(pid), entry)).orElseGet(
                    () -> new TreeNode(entry.id(), entry.type(), Optional.empty(), entry.state(), Optional.empty(),
                            List.of(), entry.restarts(), entry.waiting(), List.of(), 0));
        }

        /** What the supervisor has entries for, and the living children it has none for. */
        private List<ChildInfo> entries(Pid parent, List<ChildInfo> known) {
            var entered = new HashSet<Pid>();
            var all = new ArrayList<ChildInfo>();
            for (var entry : known) {
                all.add(entry);
                entry.pid().ifPresent(entered::add);
            }
            for (var pid : node.children(parent)) {
                if (!entered.contains(pid)) {
                    all.add(entryOf(pid));
                }
            }
            return all;
        }

        private ChildInfo entryOf(Pid pid) {
            var info = node.info(pid);
            var type = SupervisorView.BEHAVIOURS.contains(info.behaviour())
                    ? ChildSpec.Type.SUPERVISOR
                    : ChildSpec.Type.WORKER;
            return new ChildInfo(info.label(), Optional.of(pid), ChildInfo.State.RUNNING, type, 0, Optional.empty());
        }

        private Optional<SupervisorView> ask(Pid supervisor) {
            var left = deadline - node.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            try {
                return node.inspector(supervisor).timeout(Duration.ofNanos(left)).state()
                        .filter(SupervisorView.class::isInstance).map(SupervisorView.class::cast);
            } catch (CallException _) { // too busy, or it has ended meanwhile
                return Optional.empty();
            }
        }
    }
}
