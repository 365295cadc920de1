package dev.redstart.supervisor;

/** Something that can be a child of a supervisor: a supervisor, an endpoint, a pubsub. */
@FunctionalInterface
public interface Startable {
    /** How to start, stop and restart it. */
    ChildSpec childSpec();
}
